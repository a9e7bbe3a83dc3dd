/** What the intrinsic functions and variables of a template stand for. */
export interface TemplateNames {
  /** By `source:address`, such as `self:service`, as the Serverless Framework resolves them. */
  readonly variables: Readonly<Record<string, string>>;
  /** By what stands in `${…}` of Fn::Sub, in Ref, or, joined with a dot, in Fn::GetAtt. */
  attribute(name: string): string | undefined;
}

const VARIABLE = /\$\{((?:self|opt|param):[^${}]+)\}/g;
const ATTRIBUTE = /\$\{([A-Za-z0-9:.]+)\}/g;

/**
 * Resolves a part of serverless.yml the way a deployment would: framework variables first, then
 * Fn::Sub, Fn::GetAtt and Ref.
 *
 * @throws {RangeError} If a name stands for nothing here, because the deployment would fail too.
 */
export function resolveTemplate(value: unknown, names: TemplateNames): unknown {
  if (typeof value === 'string') {
    return resolveVariables(value, names);
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
      return resolveVariables(String(argument), names).replaceAll(ATTRIBUTE, (_, name: string) =>
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

/** Variables may name others, so they are resolved until none is left; a cycle would not end. */
const NESTING_MAX = 5;

function resolveVariables(text: string, names: TemplateNames): string {
  let resolved = text;
  for (let depth = 0; depth < NESTING_MAX; depth++) {
    resolved = resolved.replaceAll(VARIABLE, (_, address: string) => variableOf(address, names));
  }
  return resolved;
}

/** `address` may end in a default, as in `opt:stage, 'dev'`. */
function variableOf(address: string, { variables }: TemplateNames): string {
  const [, name = '', fallback] = /^([^,]+?)(?:,\s*'([^']*)')?$/.exec(address) ?? [];
  const value = variables[name] ?? fallback;
  if (value === undefined) {
    throw new RangeError(`Cannot resolve "\${${address}}" of serverless.yml: it is not known here`);
  }
  return value;
}

function attributeOf(name: string, names: TemplateNames): string {
  const value = names.attribute(name);
  if (value === undefined) {
    throw new RangeError(`Cannot resolve "${name}" of serverless.yml: no such resource`);
  }
  return value;
}
