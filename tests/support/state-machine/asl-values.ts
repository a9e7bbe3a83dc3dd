import { StateError } from './state-error.ts';

/** What paths can lead to: the state's own input, and the context object. */
export interface ValueScope {
  readonly input: unknown;
  readonly context: unknown;
}

/**
 * Follows a reference path such as `$.a.b` or `$$.Execution.Id`.
 *
 * @throws {StateError} `States.Runtime` if it leads nowhere.
 */
export function valueAt(path: string, { input, context }: ValueScope): unknown {
  const isContext = path.startsWith('$$');
  let value = isContext ? context : input;
  for (const name of path.split('.').slice(1)) {
    const parent = value as Record<string, unknown> | null | undefined;
    if (typeof parent !== 'object' || parent === null || !(name in parent)) {
      throw new StateError('States.Runtime', `Path "${path}" leads nowhere`);
    }
    value = parent[name];
  }
  return value;
}

/** Fills a payload template: fields that end in `.$` are paths or intrinsic functions. */
export function fillTemplate(template: unknown, scope: ValueScope): unknown {
  if (Array.isArray(template)) {
    return template.map((item) => fillTemplate(item, scope));
  }
  if (typeof template !== 'object' || template === null) {
    return template;
  }
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), evaluate(String(value), scope)]
        : [name, fillTemplate(value, scope)],
    ),
  );
}

/** Sets what a `ResultPath` names, and leaves the rest of the input as it is. */
export function placeResult(
  input: unknown,
  result: unknown,
  resultPath: string | null | undefined,
): unknown {
  if (resultPath === undefined || resultPath === '$') return result;
  if (resultPath === null) return input;
  const place = (value: unknown, names: readonly string[]): unknown => {
    const [name, ...rest] = names;
    return name === undefined
      ? result
      : {
          ...(value as object),
          [name]: place((value as Record<string, unknown>)?.[name], rest),
        };
  };
  return place(input, resultPath.split('.').slice(1));
}

function evaluate(expression: string, scope: ValueScope): unknown {
  return expression.startsWith('States.')
    ? callIntrinsic(expression, scope)
    : valueAt(expression, scope);
}

/** The intrinsic functions that the machine uses; any other one is an error. */
function callIntrinsic(expression: string, scope: ValueScope): unknown {
  const [, name, written = ''] = /^States\.(\w+)\((.*)\)$/.exec(expression) ?? [];
  const values = splitArguments(written).map((argument) =>
    argument.startsWith("'") ? argument.slice(1, -1) : valueAt(argument, scope),
  );
  switch (name) {
    case 'Format': {
      const [format, ...rest] = values;
      let index = 0;
      return String(format).replaceAll('{}', () => String(rest[index++]));
    }
    case 'StringToJson':
      return parseJson(String(values[0]));
    default:
      throw new StateError('States.Runtime', `No intrinsic function "${expression}" here`);
  }
}

function splitArguments(text: string): readonly string[] {
  return (text.match(/'[^']*'|[^,]+/g) ?? []).map((argument) => argument.trim());
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StateError('States.IntrinsicFailure', `Not JSON: ${text}`);
  }
}
