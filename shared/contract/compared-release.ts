import { parseFunctionReference } from '../core/function-reference.ts';
import { parseObjectAddress } from '../core/object-address.ts';

/** A version number, an alias, or `$LATEST`. */
const QUALIFIER = /^(\$LATEST|[a-zA-Z0-9_-]{1,128})$/;

/**
 * Reads which release `compareWith` names: a qualifier of the function, "previous", or the address
 * of the report of a run that measured it.
 *
 * @returns `undefined` if the text has none of the accepted forms.
 */
export function comparedRelease(text: string): string | undefined {
  if (parseObjectAddress(text) !== undefined) return text;
  return text.includes(':') ? parseFunctionReference(text)?.qualifier : QUALIFIER.exec(text)?.[0];
}

/** Fields that only concern comparisons of releases. */
export const COMPARISON_FIELDS: ReadonlySet<string> = new Set(['compareWith', 'differencePercent']);

/** Fields without a meaning for a comparison, which measures both releases at the present size. */
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

/**
 * Lists the problems of a request that compares two releases, or has the fields for that without
 * `compareWith`.
 */
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
 * Lists the problems of the function that `compareWith` names. A bare name leaves region and
 * account open, so this is called again with the ARN once that is known.
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

/**
 * Returns the two names if they differ, `undefined` if not. A bare qualifier belongs to the
 * function itself.
 */
function otherFunction(compareWith: unknown, functionName: unknown) {
  if (typeof compareWith !== 'string' || !compareWith.includes(':')) return undefined;
  const named = parseFunctionReference(compareWith);
  const own = typeof functionName === 'string' ? parseFunctionReference(functionName) : undefined;
  if (named === undefined) return undefined;
  if (named.functionName !== own?.functionName) {
    return { named: named.functionName, own: own?.functionName };
  }
  // A part that a reference leaves out matches anything.
  const differs = (['partition', 'region', 'accountId'] as const).some(
    (part) => named[part] !== undefined && own[part] !== undefined && named[part] !== own[part],
  );
  return differs ? { named: compareWith, own: functionName } : undefined;
}
