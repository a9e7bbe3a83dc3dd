import type { KeptMeasurement } from '../contract/kept-release.ts';
import type { KeptRuns, PreviousRun } from '../contract/previous-run.ts';
import type { PublishReportInput } from '../contract/publish-report.ts';
import type { TuningResult } from '../contract/tuning-result.ts';
import { definedOnly } from '../core/defined-only.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../core/untrusted-text.ts';
import { TransientServiceError } from '../errors.ts';
import type { Step } from '../runtime/step.ts';
import type { Store } from '../runtime/store.ts';
import { changeKeptRuns, readKeptRuns, withMeasurements } from './kept-runs.ts';

/** Longest wait for the index of earlier runs, milliseconds. A report can do without it. */
export const LATEST_RUN_MS_MAX = 3_000;

/** Dependencies of reading and storing the latest run of a function. */
export interface LatestRunPorts extends Pick<Step, 'warn'> {
  /** Store whose calls have a short deadline. */
  readonly store: Pick<Store, 'read' | 'write'>;
}

/** Reads the result of the function's latest run; `undefined` if none is known. Never rejects. */
export async function readLatestRun(
  ports: LatestRunPorts,
  functionArn: string,
): Promise<PreviousRun | undefined> {
  return attempt(ports, async () => (await readKeptRuns(ports.store, functionArn))?.latest);
}

/** Stores this run for the next one. Never rejects. */
export async function keepLatestRun(
  ports: LatestRunPorts,
  { target, request, recall }: PublishReportInput,
  {
    result,
    publishedAtMs,
    latest: before,
    measurements,
  }: {
    readonly result: TuningResult;
    readonly publishedAtMs: number;
    /** The latest run in the store, which is this one if the step is repeated. */
    readonly latest: PreviousRun | undefined;
    /** The run's measurements; empty if it recalled an answer. */
    readonly measurements: readonly KeptMeasurement[];
  },
): Promise<void> {
  const { verdict, evidence } = result.decision;
  const latest: PreviousRun = {
    functionArn: result.functionArn,
    runId: result.runId,
    publishedAtMs,
    strategy: request.strategy,
    ...definedOnly({ coldStarts: result.coldStarts }),
    powerValue: result.powerValue,
    ...definedOnly({ applied: appliedSize(result, target, { publishedAtMs, before }) }),
    verdict: { kind: verdict.kind, text: verdict.text },
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    ...definedOnly({ payloadDigest: recall.payloadDigest }),
    sizes: evidence.tiers,
  };
  await keep(ports, result.functionArn, (kept) => ({
    ...withMeasurements(kept, measurements),
    latest,
  }));
}

/** Stores where the samples of a comparison are, for a later one. Never rejects. */
export async function keepMeasurements(
  ports: LatestRunPorts,
  functionArn: string,
  measurements: readonly KeptMeasurement[],
): Promise<void> {
  await keep(ports, functionArn, (kept) => withMeasurements(kept, measurements));
}

async function keep(
  ports: LatestRunPorts,
  functionArn: string,
  change: (kept: KeptRuns) => KeptRuns,
): Promise<void> {
  await attempt(ports, async () => {
    if (!(await changeKeptRuns(ports.store, functionArn, change))) {
      throw new TransientServiceError(
        'Other runs of the function kept changing the index of its runs',
      );
    }
  });
}

/**
 * Returns the size that this run applied, or that an earlier one did if the function still has it.
 */
function appliedSize(
  { application, verification, aliasMove, watch }: TuningResult,
  { memoryMb, qualifier }: PublishReportInput['target'],
  {
    publishedAtMs,
    before,
  }: { readonly publishedAtMs: number; readonly before: PreviousRun | undefined },
): PreviousRun['applied'] {
  // An alias that was not moved still points to the earlier size.
  const isInUse = watch.kind !== 'rolledBack' && aliasMove.kind !== 'superseded';
  if (verification.kind === 'verified' && isInUse) {
    const { powerValue } = application;
    return { powerValue, appliedAtMs: publishedAtMs, ...definedOnly({ qualifier }) };
  }
  const isStillSet =
    before?.applied?.powerValue === memoryMb || before?.applied?.qualifier !== qualifier;
  return isStillSet ? before?.applied : undefined;
}

/** Logs a failure instead of throwing it: no run fails because earlier runs cannot be read. */
async function attempt<T>({ warn }: LatestRunPorts, use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    warn('The kept runs of the function could not be used', {
      errorName: name,
      errorMessage: cleanText(message, MESSAGE_LENGTH_MAX),
    });
    return undefined;
  }
}
