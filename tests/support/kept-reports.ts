import { durableText } from '../../shared/contract/durable.ts';
import type { MeasuredRelease, ReleaseFacts } from '../../shared/contract/kept-release.ts';
import { releaseFacts } from '../../shared/contract/kept-release.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { changeKeptRuns, keptMeasurements, withMeasurements } from '../../shared/run/kept-runs.ts';
import type { Store } from '../../shared/runtime/store.ts';
import { FUNCTION_ARN } from './fake-lambda.ts';
import { aTarget } from './run-facts.ts';
import { aTier } from './tuning-worlds.ts';

/** The event that {@link keepReport} measured with, as a request describes it. */
export const EVENT = { payloadDigest: 'event', payloadWeights: [1] };

/** Day on which {@link keepReport} measured: 2026-11-20. */
export const KEPT_AT_MS = Date.UTC(2026, 10, 20);

interface KeptRun extends Partial<Omit<MeasuredRelease, 'release'>> {
  readonly runId?: string;
  readonly release?: Partial<ReleaseFacts>;
  readonly tiers?: readonly Tier[];
  readonly functionArn?: string;
}

/** Stores the report of a run, and its entry in the index of the function, as the tuner does. */
export async function keepReport(
  store: Store,
  {
    runId = '0'.repeat(12),
    release = {},
    tiers = [aTier(512, [100, 101, 99, 100]), aTier(1024, [50, 51, 49, 50])],
    functionArn = FUNCTION_ARN,
    ...changes
  }: KeptRun = {},
): Promise<void> {
  const measured: MeasuredRelease = {
    release: { ...releaseFacts(aTarget()), codeSha256: 'old', ...release },
    payloadDigest: EVENT.payloadDigest,
    measuredAtMs: KEPT_AT_MS,
    ...changes,
  };
  await store.write(
    reportKey('target', runId, 'json'),
    durableText({ functionArn, runId, measuredReleases: [measured], samples: tiers }),
  );
  await changeKeptRuns(store, FUNCTION_ARN, (kept) =>
    withMeasurements(kept, keptMeasurements(runId, [measured], tiers)),
  );
}
