import type { Random } from '../../../shared/runtime/random.ts';
import { evaluateExpression } from './jsonata-expression.ts';
import { StateError } from './state-error.ts';

/** Values that the fields of a state are evaluated with. */
interface EvaluationScope {
  readonly stateName: string;
  /** The id of the event that entered the state. */
  readonly enteredId: number;
  /** Variables by name, without `$`. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** `$states`. */
  readonly states: Readonly<Record<string, unknown>>;
  readonly random: Random;
}

/** Thrown if an expression fails; names the field that contains it. */
export class EvaluationError extends StateError {
  /** Place of the field in the state, such as `Arguments/FunctionName`. */
  readonly location: string;

  constructor(cause: string, location: string) {
    super('States.QueryEvaluationError', cause);
    this.location = location;
  }
}

/**
 * Evaluates a field of a state: each string `{% … %}` in it, at any depth, is an expression.
 *
 * @param location The field's name in error messages.
 * @returns A JSON value that shares no objects with the variables.
 * @throws {EvaluationError} If an expression fails or returns nothing.
 */
export async function evaluateField(
  template: unknown,
  location: string,
  scope: EvaluationScope,
): Promise<unknown> {
  if (typeof template === 'string') {
    const [, expression] = /^\{%(.*)%\}$/s.exec(template) ?? [];
    return expression === undefined ? template : await evaluate(expression.trim(), location, scope);
  }
  if (typeof template !== 'object' || template === null) {
    return template;
  }
  if (Array.isArray(template)) {
    return await Promise.all(
      template.map((item, index) => evaluateField(item, `${location}[${index}]`, scope)),
    );
  }
  const entries = await Promise.all(
    Object.entries(template).map(
      async ([name, item]) =>
        [name, await evaluateField(item, `${location}/${name}`, scope)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

/**
 * Evaluates a field whose value must be of one type.
 *
 * @throws {EvaluationError} If an expression fails, or its value is of another type.
 */
export async function evaluateTyped<T>(
  template: unknown,
  { location, type }: { readonly location: string; readonly type: string },
  scope: EvaluationScope,
): Promise<T> {
  const value = await evaluateField(template, location, scope);
  const found = typeOf(value);
  if (found !== type) {
    throw failed(
      `${expressionText(template, location)} returned an unexpected result type. Expected '${type}', but was '${found}' for value: ${JSON.stringify(value)}`,
      location,
      scope,
    );
  }
  return value as T;
}

async function evaluate(
  expression: string,
  location: string,
  scope: EvaluationScope,
): Promise<unknown> {
  let value: unknown;
  try {
    value = await evaluateExpression(
      expression,
      { ...scope.variables, states: scope.states },
      scope.random,
    );
  } catch (error) {
    const { code = '', message } = error as { readonly code?: string; readonly message: string };
    throw failed(
      `${expressionText(expression, location)} threw an error during evaluation. ${code === '' ? '' : `${code}: `}${message}`,
      location,
      scope,
    );
  }
  if (value === undefined) {
    throw failed(
      `${expressionText(expression, location)} returned nothing (undefined).`,
      location,
      scope,
    );
  }
  if (isFunction(value)) {
    throw failed(
      `${expressionText(expression, location)} returned an unsupported result type.`,
      location,
      scope,
    );
  }
  return JSON.parse(JSON.stringify(value));
}

/** Returns whether a value is a function, of JavaScript or of JSONata. */
function isFunction(value: unknown): boolean {
  return (
    typeof value === 'function' ||
    (typeof value === 'object' && value !== null && '_jsonata_lambda' in value)
  );
}

function expressionText(template: unknown, location: string): string {
  const expression = String(template).replace(/^\{%\s*|\s*%\}$/g, '');
  return `The JSONata expression '${expression}' specified for the field '${location}'`;
}

function failed(text: string, location: string, scope: EvaluationScope): EvaluationError {
  return new EvaluationError(
    `An error occurred while executing the state '${scope.stateName}' (entered at the event id #${scope.enteredId}). ${text}`,
    location,
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
