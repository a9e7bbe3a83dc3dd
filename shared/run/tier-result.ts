import { readFailure } from '../contract/caught-failure.ts';
import { type TierResult, tierProgressSchema, tierResultSchema } from '../contract/measure-tier.ts';
import { parseContract } from '../contract/parse-contract.ts';
import { definedOnly } from '../core/defined-only.ts';
import type { Tier } from '../core/measurement/tier.ts';
import { tierSchema } from '../core/measurement/tier.ts';
import { cleanText, MESSAGE_LENGTH_MAX, NAME_LENGTH_MAX } from '../core/untrusted-text.ts';
import type { Store } from '../runtime/store.ts';
import { unpack } from './carried.ts';

/** @throws {ContractError} If an iteration of the Map did not return the agreed shape. */
export function parseTierResult(result: unknown): TierResult {
  return parseContract(tierResultSchema, result, 'the result of a tier');
}

/**
 * Reads the tier that one iteration of the Map returned: measured, refused, or failed. A failed one
 * keeps the measurements from before the failure, which were paid for.
 */
export async function readTierResult(store: Store, result: TierResult): Promise<Tier> {
  if ('tier' in result) {
    return await unpack(store, result.tier, tierSchema, 'a measured tier');
  }
  const of = {
    powerValue: result.powerValue,
    ...definedOnly({
      release: result.release ?? undefined,
      architecture: result.architecture ?? undefined,
    }),
  };
  const nothing = { samples: [], errorCount: 0, errorBilledDurationMs: 0 };
  if ('outcome' in result) {
    return { ...of, outcome: result.outcome, ...nothing };
  }
  const { progress, direct, failure } = result;
  const { message, category } = readFailure(failure);
  const before =
    progress === null
      ? nothing
      : await unpack(store, progress, tierProgressSchema, 'the progress of a tier');
  return {
    ...of,
    outcome: {
      kind: 'failed',
      errorName: cleanText(failure.Error, NAME_LENGTH_MAX),
      message: cleanText(message, MESSAGE_LENGTH_MAX),
      category,
    },
    samples: before.samples,
    errorCount: before.errorCount + (direct === null ? 0 : 1),
    errorBilledDurationMs: before.errorBilledDurationMs,
  };
}
