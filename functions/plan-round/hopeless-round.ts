import type { TargetFunction } from '../../shared/contract/target-function.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { NoTierMeasuredError, TunerError } from '../../shared/errors.ts';

/**
 * Ends a run in the round in which every size failed in the same way and none has worked yet: more
 * sizes would only fail again. Other failures of the tuner may be temporary, so the run continues.
 *
 * @param latest The tiers of this round.
 * @throws {TunerError} If AWS or the tuner permanently refuses every size; has the name of that
 *   refusal.
 * @throws {NoTierMeasuredError} If the function fails with the same error of its own at every size.
 */
export function refuseHopelessRound(
  latest: readonly Tier[],
  earlier: readonly Tier[],
  { functionName }: Pick<TargetFunction, 'functionName'>,
): void {
  const hasWorked = [...latest, ...earlier].some(({ samples }) => samples.length > 0);
  const failures = latest.flatMap(({ outcome }) => (outcome.kind === 'failed' ? [outcome] : []));
  const [first] = failures;
  if (hasWorked || first === undefined || failures.length < latest.length) {
    return;
  }
  const { errorName, message, category } = first;
  if (failures.some((each) => each.errorName !== errorName || each.category !== category)) {
    return;
  }
  if (category === 'permanent') {
    throw new RepeatedRefusal(errorName, message);
  }
  if (category !== undefined) {
    return;
  }
  const sizes = latest.map(({ powerValue }) => powerValue).join(', ');
  throw new NoTierMeasuredError(
    `Cannot tune "${functionName}": it fails at every size tried (${sizes} MB) with ${errorName}: ${message}. Check the event ("payload"), the handler, the package and the environment variables of the function; in a clone, AWS_LAMBDA_FUNCTION_NAME is the name of the clone`,
  );
}

/** The failure of a run whose sizes were all refused. It takes over the name of their error. */
class RepeatedRefusal extends TunerError {
  override readonly name: string;
  readonly category = 'permanent';

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
