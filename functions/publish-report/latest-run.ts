import { durableText, parseDurable } from '../../shared/contract/durable.ts';
import { type PreviousRun, previousRunSchema } from '../../shared/contract/previous-run.ts';
import type { PublishReportInput } from '../../shared/contract/publish-report.ts';
import { latestRunKey } from '../../shared/contract/store-key.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import type { Step } from '../../shared/runtime/step.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** Longest that a report waits for what is known of the run before: it does without. */
export const LATEST_RUN_MS_MAX = 3_000;

/** Where the latest run of each function is kept. */
export interface LatestRunPorts extends Pick<Step, 'warn'> {
  /** With a deadline of its own. */
  readonly store: Pick<Store, 'read' | 'write'>;
}

/** The run before of the same function; `undefined` where none is known. Never rejects. */
export async function readPreviousRun(
  ports: LatestRunPorts,
  { target: { functionArn }, run: { runId } }: Pick<PublishReportInput, 'target' | 'run'>,
): Promise<PreviousRun | undefined> {
  return attempt(ports, async () => {
    const kept = await ports.store.read(latestRunKey(functionArn));
    const latest =
      kept && parseDurable(previousRunSchema, kept.text, 'what is kept of the latest run');
    // A step that is repeated finds itself, and accounts may have functions of the same name.
    return latest?.runId === runId || latest?.functionArn !== functionArn ? undefined : latest;
  });
}

/** Keeps this run for the report of the next one. Never rejects. */
export async function keepLatestRun(
  ports: LatestRunPorts,
  { target, request, recall }: PublishReportInput,
  { result, publishedAtMs }: { readonly result: TuningResult; readonly publishedAtMs: number },
): Promise<void> {
  const { verdict, evidence } = result.decision;
  const latest: PreviousRun = {
    functionArn: result.functionArn,
    runId: result.runId,
    publishedAtMs,
    strategy: request.strategy,
    powerValue: result.powerValue,
    verdict: { kind: verdict.kind, text: verdict.text },
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    ...definedOnly({ payloadDigest: recall.payloadDigest }),
    sizes: evidence.tiers,
  };
  await attempt(ports, () =>
    ports.store.write(latestRunKey(result.functionArn), durableText(latest)),
  );
}

/** A run does not fail for want of a comparison. */
async function attempt<T>({ warn }: LatestRunPorts, use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    warn('The run before could not be compared', {
      errorName: name,
      errorMessage: cleanText(message, MESSAGE_LENGTH_MAX),
    });
    return undefined;
  }
}
