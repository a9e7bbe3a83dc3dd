import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { knownResultSchema } from '../../shared/contract/known-result.ts';
import type { RecallResultInput, RecallResultOutput } from '../../shared/contract/recall-result.ts';
import { resultKey } from '../../shared/contract/store-key.ts';
import { carry, unpack } from '../../shared/runtime/carried.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** What RecallResult needs of the world. */
export interface RecallResultPorts {
  readonly store: Store;
}

/**
 * Looks whether this very question has been answered: same code, configuration, event, objective
 * and sizes. Then nothing needs to be measured.
 *
 * A kept answer that cannot be read is as good as none: the run measures, and overwrites it.
 */
export async function recallResult(
  { store }: RecallResultPorts,
  input: RecallResultInput,
): Promise<RecallResultOutput> {
  const payloadText = await unpack(store, input.payload, z.string(), 'the payload');
  const fingerprint = questionFingerprint(input, payloadText);
  const known = input.request.fresh ? undefined : await readKnownResult(store, fingerprint);
  return {
    isKnown: known !== undefined,
    fingerprint,
    tiers: await carry(store, resultKey(`${fingerprint}-tiers`), known?.tiers ?? []),
    measuredAtMs: known?.measuredAtMs ?? 0,
  };
}

/** Everything the answer depends on; whether it is applied, and how fast it is found, are not. */
function questionFingerprint({ request, target }: RecallResultInput, payloadText: string): string {
  const question = [
    target.functionArn,
    target.qualifier ?? '$LATEST',
    target.codeSha256,
    target.configurationDigest,
    request.strategy,
    request.strategy === 'balanced' ? request.balancedWeight : null,
    request.powerValues ?? ['default', target.powerValue],
    request.sampleCount,
    payloadText,
  ];
  return createHash('sha256').update(JSON.stringify(question)).digest('hex');
}

async function readKnownResult(store: Store, fingerprint: string) {
  const stored = await store.read(resultKey(fingerprint));
  if (stored === undefined) {
    return undefined;
  }
  const parsed = z.safeParse(knownResultSchema, parseJson(stored.text));
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
