import { escapedPattern } from './escaped-pattern.ts';

/** A part of a function's name: text, or a variable that the deployment fills in. */
export type NamePart = string | { readonly variable: string };

/** How a deployed name fits a definition. */
export interface NameMatch {
  /** 3: the name itself; 2: a name that follows a rule; 1: one that may have been shortened. */
  readonly strength: 1 | 2 | 3;
  /** What the deployed name says about the deployment, such as its stage. */
  readonly bindings: ReadonlyMap<string, string>;
}

/** A character that Lambda allows in names. */
const NAME_CHARACTERS = '[A-Za-z0-9_-]';

/** Longest name of a function, characters. CloudFormation shortens generated names to it. */
const NAME_LENGTH_MAX = 64;

/** CloudFormation's random suffix: 12 or 13 characters, with a digit or capital letter. */
export const RANDOM_SUFFIX = '(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{12,13}';

/** Fewest characters of a shortened logical id that still identify it. */
const SHORTENED_LENGTH_MIN = 12;

/**
 * Compares a deployed name with the one in the source.
 *
 * @returns `undefined` if it does not fit, or if nothing of the name is known.
 */
export function matchName(parts: readonly NamePart[], deployedName: string): NameMatch | undefined {
  if (!parts.some((part) => typeof part === 'string' && /[A-Za-z0-9]/.test(part))) {
    return undefined;
  }
  const shortest = bindingsOf(parts, deployedName, '+?');
  if (shortest === undefined) {
    return undefined;
  }
  // If a text could be divided among several variables in more than one way, none is known.
  const longest = bindingsOf(parts, deployedName, '+');
  const bindings = new Map([...shortest].filter(([name, text]) => longest?.get(name) === text));
  return { strength: parts.every((part) => typeof part === 'string') ? 3 : 2, bindings };
}

/** Compares a deployed name with the default of the parameter that sets it. */
export function matchDefault(
  text: string | undefined,
  deployedName: string,
): NameMatch | undefined {
  return text === deployedName ? { strength: 2, bindings: new Map() } : undefined;
}

function bindingsOf(
  parts: readonly NamePart[],
  deployedName: string,
  quantifier: string,
): ReadonlyMap<string, string> | undefined {
  const variables = [
    ...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.variable]))),
  ];
  const seen = new Set<string>();
  const pattern = parts.map((part) => {
    if (typeof part === 'string') {
      return escapedPattern(part);
    }
    const group = `v${variables.indexOf(part.variable)}`;
    const isSeen = seen.has(part.variable);
    seen.add(part.variable);
    return isSeen ? `\\k<${group}>` : `(?<${group}>${NAME_CHARACTERS}${quantifier})`;
  });
  const found = new RegExp(`^${pattern.join('')}$`).exec(deployedName);
  return (
    (found && new Map(variables.map((name, index) => [name, found.groups?.[`v${index}`] ?? '']))) ??
    undefined
  );
}

/** Compares a deployed name with the one that CloudFormation generates: STACK-LogicalId-RANDOM. */
export function matchGeneratedName(logicalId: string, deployedName: string): NameMatch | undefined {
  const found = new RegExp(`^(.+)-([A-Za-z0-9]+)-${RANDOM_SUFFIX}$`).exec(deployedName);
  const [, stack = '', id = ''] = found ?? [];
  if (found === null) {
    return undefined;
  }
  const bindings = new Map([['AWS::StackName', stack]]);
  if (id === logicalId) {
    return { strength: 2, bindings };
  }
  const isShortened =
    deployedName.length >= NAME_LENGTH_MAX - 1 &&
    id.length >= SHORTENED_LENGTH_MIN &&
    logicalId.startsWith(id);
  return isShortened ? { strength: 1, bindings: new Map() } : undefined;
}
