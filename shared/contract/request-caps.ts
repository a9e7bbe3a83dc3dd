import { exactCountText } from '../core/count-text.ts';
import { EXHAUSTIVE_SIZE_COUNT_MAX } from '../core/planner/exhaustive-plan.ts';
import type { RunCaps } from '../core/planner/run-caps.ts';
import type { TuningRequest } from './request-fields.ts';

/** Returns what a run may spend: the caps of the deployment, which the request can lower. */
export function runCaps(
  { runUsdMax, runInvocationsMax }: Pick<TuningRequest, 'runUsdMax' | 'runInvocationsMax'>,
  { usdMax, invocationsMax }: RunCaps,
): RunCaps {
  return {
    usdMax: Math.min(usdMax, runUsdMax ?? usdMax),
    invocationsMax: Math.min(invocationsMax, runInvocationsMax ?? invocationsMax),
  };
}

/** Describes, in one sentence each, how a request exceeds what the deployment lets a run spend. */
export function capProblems(request: TuningRequest, caps: RunCaps): string[] {
  const { tuningUsdMax = 0, invocationsMax = 0 } = request;
  const problems: string[] = [];
  if (tuningUsdMax > caps.usdMax) {
    problems.push(
      `"tuningUsdMax" must be at most ${caps.usdMax} ("RunUsdMax" of the deployment): current value is ${tuningUsdMax}`,
    );
  }
  if (invocationsMax > caps.invocationsMax) {
    problems.push(
      `"invocationsMax" must be at most ${caps.invocationsMax} ("RunInvocationsMax" of the deployment): current value is ${invocationsMax}`,
    );
  }
  const invocationCount = plannedInvocations(request);
  // With fewer invocations, some sizes would get none.
  if (request.coldStarts && invocationCount > (request.invocationsMax ?? invocationCount)) {
    problems.push(
      `"invocationsMax" must be at least ${invocationCount} with "coldStarts", as many as "sampleCount" and "powerValues" ask for together: current value is ${invocationsMax}`,
    );
  }
  if (invocationCount > caps.invocationsMax) {
    problems.push(
      `"sampleCount" and "powerValues" must ask for at most ${exactCountText(caps.invocationsMax, 'invocation')} ("RunInvocationsMax" of the deployment): together they ask for ${invocationCount}`,
    );
  }
  return problems;
}

/**
 * Returns the invocations of a run with a fixed number of samples: these, and one cold invocation
 * per size before warm ones. 0 for other runs.
 */
export function plannedInvocations({
  sampleCount,
  powerValues,
  payloadWeights,
  coldStarts,
}: TuningRequest): number {
  const sizeCount = Array.isArray(powerValues) ? powerValues.length : EXHAUSTIVE_SIZE_COUNT_MAX;
  return sampleCount === undefined
    ? 0
    : sizeCount * (sampleCount * payloadWeights.length + (coldStarts ? 0 : 1));
}
