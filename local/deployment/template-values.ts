/** Values for a template's variables and intrinsic functions. */
export interface TemplateNames {
  /** Unresolved value of `self:…`, `opt:…`, `param:…` or `file(…)`; `undefined` if absent. */
  variable(address: string): unknown;
  /**
   * Value by the name in `${…}` of Fn::Sub, in Ref, or, joined with a dot, in Fn::GetAtt. An array
   * for a list parameter.
   */
  attribute(name: string): string | readonly string[] | undefined;
  /** A condition of the template, unresolved; `undefined` if there is none of this name. */
  condition(name: string): unknown;
}

/** The innermost variable of a text; its address may end in a default, as in `opt:stage, 'dev'`. */
const VARIABLE = /\$\{((?:self:|opt:|param:|file\()[^${},]+)(?:,\s*(?:'([^']*)'|(null)))?\}/;
const ATTRIBUTE = /\$\{([A-Za-z0-9:.]+)\}/g;

/** Marks an item of a list, or a field, that a template leaves out. */
const NO_VALUE = 'AWS::NoValue';

/** Computes the value of each intrinsic function from its argument. */
const INTRINSICS: Readonly<Record<string, (argument: unknown, names: TemplateNames) => unknown>> = {
  Ref: (argument, names) =>
    argument === NO_VALUE ? undefined : attributeOf(String(argument), names),
  'Fn::GetAtt': (argument, names) => attributeOf((argument as string[]).join('.'), names),
  'Fn::Sub': substitute,
  'Fn::Join': (argument, names) => {
    const [delimiter, list] = argument as [string, unknown];
    return (resolveTemplate(list, names) as readonly unknown[]).join(delimiter);
  },
  'Fn::Split': (argument, names) => {
    const [delimiter, text] = argument as [string, unknown];
    return String(resolveTemplate(text, names)).split(delimiter);
  },
  'Fn::If': (argument, names) => {
    const [condition, ifMet, ifNot] = argument as [string, unknown, unknown];
    return resolveTemplate(isConditionMet(condition, names) ? ifMet : ifNot, names);
  },
};

/**
 * Resolves a part of serverless.yml the way a deployment would: framework variables first, then the
 * intrinsic functions of CloudFormation. A packaged template has no variables.
 *
 * @returns `undefined` for AWS::NoValue.
 * @throws {RangeError} If a name has no value, or variables contain each other: the deployment
 *   would fail too.
 */
export function resolveTemplate(value: unknown, names: TemplateNames): unknown {
  if (typeof value === 'string') {
    return resolveText(value, names);
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolveTemplate(item, names)).filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [[key = '', argument] = []] = entries.length === 1 ? entries : [];
  const intrinsic = INTRINSICS[key];
  return intrinsic === undefined
    ? Object.fromEntries(
        entries
          .map(([field, item]) => [field, resolveTemplate(item, names)] as const)
          .filter(([, item]) => item !== undefined),
      )
    : intrinsic(argument, names);
}

/**
 * Returns whether a condition of the template is met.
 *
 * @throws {RangeError} If no condition has this name, or it uses an unsupported function.
 */
export function isConditionMet(name: string, names: TemplateNames): boolean {
  const condition = names.condition(name);
  if (condition === undefined) {
    throw new RangeError(
      `Cannot resolve the condition "${name}" of serverless.yml: it must be defined: there is none`,
    );
  }
  return isMet(condition, names);
}

function isMet(condition: unknown, names: TemplateNames): boolean {
  const [[key, argument] = []] = Object.entries(condition as object);
  switch (key) {
    case 'Fn::Equals': {
      const [left, right] = resolveTemplate(argument, names) as readonly unknown[];
      return String(left) === String(right);
    }
    case 'Fn::Not':
      return !isMet((argument as readonly unknown[])[0], names);
    case 'Fn::And':
      return (argument as readonly unknown[]).every((each) => isMet(each, names));
    case 'Condition':
      return isConditionMet(String(argument), names);
    default:
      throw new RangeError(
        `Cannot resolve a condition of serverless.yml: it must be Fn::Equals, Fn::Not, Fn::And or Condition: current value is "${key}"`,
      );
  }
}

function substitute(argument: unknown, names: TemplateNames): string {
  const [text, values = {}] = (typeof argument === 'string' ? [argument] : argument) as [
    string,
    Readonly<Record<string, unknown>>?,
  ];
  const resolved = resolveTemplate(values, names) as Readonly<Record<string, unknown>>;
  return String(resolveText(text, names)).replaceAll(ATTRIBUTE, (_, name: string) =>
    String(resolved[name] ?? attributeOf(name, names)),
  );
}

/**
 * Resolves the variables of a text. A text that is a single variable becomes its value; inside a
 * longer text, the value is converted to text.
 */
function resolveText(text: string, names: TemplateNames): unknown {
  let resolved = text;
  for (let match = VARIABLE.exec(text); match !== null; match = VARIABLE.exec(resolved)) {
    const [variable, address = '', textDefault, nullDefault] = match;
    const value = variableOf(address, nullDefault === undefined ? textDefault : null, names);
    if (variable === resolved) {
      return value;
    }
    resolved = resolved.replace(variable, () => String(value));
  }
  return resolved;
}

function variableOf(address: string, fallback: unknown, names: TemplateNames): unknown {
  const value = names.variable(address) ?? fallback;
  if (value === undefined) {
    throw new RangeError(
      `Cannot resolve "\${${address}}" of serverless.yml: it must have a value: there is none`,
    );
  }
  return resolveTemplate(value, names);
}

function attributeOf(name: string, names: TemplateNames): string | readonly string[] {
  const value = names.attribute(name);
  if (value === undefined) {
    throw new RangeError(
      `Cannot resolve "${name}" of serverless.yml: it must be a parameter or a resource: there is none`,
    );
  }
  return value;
}
