import { parseFunctionReference } from '../core/function-reference.ts';
import { parseObjectAddress } from '../core/object-address.ts';

/** A version number, an alias, or `$LATEST`. */
const QUALIFIER = /^(\$LATEST|[a-zA-Z0-9_-]{1,128})$/;

/**
 * Which release `compareWith` names: a qualifier of the function, "previous", or the address of the
 * report of a run that measured it.
 *
 * @returns `undefined` if the text has none of the accepted forms.
 */
export function comparedRelease(text: string): string | undefined {
  if (parseObjectAddress(text) !== undefined) return text;
  return text.includes(':') ? parseFunctionReference(text)?.qualifier : QUALIFIER.exec(text)?.[0];
}

/** Fields that are for comparing releases alone. */
export const COMPARISON_FIELDS: ReadonlySet<string> = new Set(['compareWith', 'differencePercent']);

/** Fields that say nothing where two releases are compared at the present size. */
const SIZE_FIELDS: readonly string[] = [
  'powerValues',
  'sizeRange',
  'goal',
  'strategy',
  'balancedWeight',
  'costTolerancePercent',
  'memoryHeadroomPercent',
  'coldStarts',
  'sampleCount',
  'architectures',
  'tuningSecondsMax',
  'invocationsPerMonth',
  'apply',
  'applyTo',
  'improvementPercentMin',
  'watchMinutes',
  'fresh',
  'maxAgeDays',
  'onRelease',
];

/** What is wrong with a request that compares two releases, or says how without asking for it. */
export function comparisonProblems(written: Readonly<Record<string, unknown>>): readonly string[] {
  const { compareWith, functionName, differencePercent } = written;
  if (compareWith === undefined) {
    return differencePercent === undefined
      ? []
      : ['"differencePercent" must not be given without "compareWith", which it belongs to'];
  }
  const foreign = SIZE_FIELDS.filter((field) => written[field] !== undefined).map(
    (field) =>
      `"${field}" must not be given beside "compareWith": both releases are measured at the present size, and nothing is changed`,
  );
  return [...foreign, ...otherFunctionProblems(compareWith, functionName)];
}

/**
 * What is wrong with the function that `compareWith` names. A bare name leaves open where the function
 * lives: asked again with its ARN, once that is known.
 */
export function otherFunctionProblems(
  compareWith: unknown,
  functionName: unknown,
): readonly string[] {
  const other = otherFunction(compareWith, functionName);
  return other === undefined
    ? []
    : [
        `"compareWith" must name a release of the same function: current values are "${other.named}" and "${other.own}"`,
      ];
}

/** What tells the two apart; a bare qualifier is of the function itself. */
function otherFunction(compareWith: unknown, functionName: unknown) {
  if (typeof compareWith !== 'string' || !compareWith.includes(':')) return undefined;
  const named = parseFunctionReference(compareWith);
  const own = typeof functionName === 'string' ? parseFunctionReference(functionName) : undefined;
  if (named === undefined) return undefined;
  if (named.functionName !== own?.functionName) {
    return { named: named.functionName, own: own?.functionName };
  }
  // What a reference leaves out differs from nothing.
  const differs = (['partition', 'region', 'accountId'] as const).some(
    (part) => named[part] !== undefined && own[part] !== undefined && named[part] !== own[part],
  );
  return differs ? { named: compareWith, own: functionName } : undefined;
}
