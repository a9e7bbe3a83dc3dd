/** The values of a template's variables and intrinsic functions. */
export interface TemplateNames {
  /** Value of `self:…`, `opt:…`, `param:…` or `file(…)`, unresolved; `undefined` if there is none. */
  variable(address: string): unknown;
  /** By the name in `${…}` of Fn::Sub, in Ref, or, joined with a dot, in Fn::GetAtt. */
  attribute(name: string): string | undefined;
}

/** The innermost variable of a text; its address may end in a default, as in `opt:stage, 'dev'`. */
const VARIABLE = /\$\{((?:self:|opt:|param:|file\()[^${},]+)(?:,\s*(?:'([^']*)'|(null)))?\}/;
const ATTRIBUTE = /\$\{([A-Za-z0-9:.]+)\}/g;

/**
 * Resolves a part of serverless.yml the way a deployment would: framework variables first, then
 * Fn::Sub, Fn::GetAtt and Ref.
 *
 * @throws {RangeError} If a name has no value, or variables contain each other: the deployment
 *   would fail too.
 */
export function resolveTemplate(value: unknown, names: TemplateNames): unknown {
  if (typeof value === 'string') {
    return resolveText(value, names);
  }
  if (Array.isArray(value)) {
    return value.map((item) => resolveTemplate(item, names));
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value);
  const [[key, argument] = []] = entries.length === 1 ? entries : [];
  switch (key) {
    case 'Fn::Sub':
      return String(resolveText(String(argument), names)).replaceAll(ATTRIBUTE, (_, name: string) =>
        attributeOf(name, names),
      );
    case 'Fn::GetAtt':
      return attributeOf((argument as string[]).join('.'), names);
    case 'Ref':
      return attributeOf(String(argument), names);
    default:
      return Object.fromEntries(
        entries.map(([field, item]) => [field, resolveTemplate(item, names)]),
      );
  }
}

/** A text that is one variable becomes its value; within a longer text, a variable is a text. */
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

function attributeOf(name: string, names: TemplateNames): string {
  const value = names.attribute(name);
  if (value === undefined) {
    throw new RangeError(
      `Cannot resolve "${name}" of serverless.yml: it must be a resource: there is none`,
    );
  }
  return value;
}
