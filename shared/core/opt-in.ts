/** The tag with which the owner of a function says what the tuner may do with it. */
export const OPT_IN_TAG = 'autotuner';

/** Values of the tag that permit tuning: measure and recommend, or also change the function. */
export const TUNED_OPT_INS = ['recommend', 'apply'] as const;

/** All values of the tag. */
const OPT_INS = ['off', ...TUNED_OPT_INS] as const;

/** Facts that decide whether a function may be tuned. */
export interface OptInFacts {
  readonly functionName: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Name patterns that the deployment allows without a tag; `*` and `?` are wildcards. */
  readonly targetFunctions: readonly string[];
  /** Whether the run may change the function. */
  readonly apply: boolean;
}

/**
 * Returns why a function may not be tuned as requested, as the end of a sentence. The tag takes
 * precedence; a function without the tag may be tuned if the deployment names it.
 *
 * @returns `undefined` if tuning is allowed.
 */
export function optInProblem({
  functionName,
  tags,
  targetFunctions,
  apply,
}: OptInFacts): string | undefined {
  const tag = tags[OPT_IN_TAG];
  switch (tag) {
    case 'apply':
      return undefined;
    case 'recommend':
      return apply
        ? `its tag "${OPT_IN_TAG}" allows "recommend" only: set it to "apply", or set "apply" of the request to false`
        : undefined;
    case 'off':
      return `its tag "${OPT_IN_TAG}" is "off"`;
    case undefined:
      return isNamed(functionName, targetFunctions)
        ? undefined
        : `it must have the tag "${OPT_IN_TAG}" with the value "recommend" or "apply", or be named by "TargetFunctions" of the deployment: ${namesText(targetFunctions)}`;
    default:
      return `its tag "${OPT_IN_TAG}" must be one of ${OPT_INS.join(', ')}: current value is "${tag}"`;
  }
}

function namesText(targetFunctions: readonly string[]): string {
  return targetFunctions.length === 0 ? 'that is empty' : `that is "${targetFunctions.join(',')}"`;
}

/** Whether a name matches one of the patterns, with the wildcards that IAM uses for resources. */
export function isNamed(functionName: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const source = pattern
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`).test(functionName);
  });
}
