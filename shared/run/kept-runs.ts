import { durableText, parseDurable } from '../contract/durable.ts';
import type { KeptMeasurement, MeasuredRelease } from '../contract/kept-release.ts';
import { type KeptRuns, storedRunsSchema } from '../contract/previous-run.ts';
import type { TuningRequest } from '../contract/request-fields.ts';
import { latestRunKey } from '../contract/store-key.ts';
import { SAMPLE_COUNT_MIN } from '../core/gate/clone-figures.ts';
import { samplesByClass, warmSamples } from '../core/measurement/sample.ts';
import { ofOwnArchitecture, type Tier } from '../core/measurement/tier.ts';
import { ContractError } from '../errors.ts';
import type { Store } from '../runtime/store.ts';

/** Most measurements in the index of a function; the oldest are dropped. */
const MEASUREMENT_COUNT_MAX = 40;

/** Most lost races against other runs of the function before its index is left unchanged. */
const RACE_COUNT_MAX = 5;

/**
 * Reads the index of a function's runs; `undefined` if there is none.
 *
 * @throws {ContractError} If it cannot be read.
 */
export async function readKeptRuns(
  store: Pick<Store, 'read'>,
  functionArn: string,
): Promise<KeptRuns | undefined> {
  const stored = await store.read(latestRunKey(functionArn));
  return stored && parseIndex(stored.text, functionArn);
}

/**
 * Changes the index of a function by compare-and-swap, because a comparison and a run may end at
 * the same time. An unreadable index is replaced by a new one.
 *
 * @returns Whether it was written; if not, other runs kept changing it.
 */
export async function changeKeptRuns(
  store: Pick<Store, 'read' | 'write'>,
  functionArn: string,
  change: (kept: KeptRuns) => KeptRuns,
): Promise<boolean> {
  const key = latestRunKey(functionArn);
  for (let race = 0; race < RACE_COUNT_MAX; race += 1) {
    const stored = await store.read(key);
    const before =
      stored === undefined ? nothingKept(functionArn) : parseOrBegin(stored.text, functionArn);
    const outcome = await store.write(key, durableText(change(before)), {
      condition:
        stored === undefined ? { kind: 'ifAbsent' } : { kind: 'ifUnchanged', etag: stored.etag },
    });
    if (outcome.kind === 'written') return true;
  }
  return false;
}

/**
 * Describes a run's measurements of releases for the index, without sizes that have too few
 * samples.
 */
export function keptMeasurements(
  runId: string,
  measured: readonly MeasuredRelease[],
  tiers: readonly Tier[],
): readonly KeptMeasurement[] {
  return measured.map(({ release, side, ...of }) => {
    const ofRelease = samplesOfRelease(tiers, side);
    const sizes = ofRelease.filter(hasEnoughSamples).map(({ powerValue }) => powerValue);
    return {
      runId,
      ...of,
      ...(side !== undefined && { side }),
      codeSha256: release.codeSha256,
      configurationDigest: release.configurationDigest,
      ...(release.qualifier !== undefined && { qualifier: release.qualifier }),
      powerValues: [...new Set(sizes)].toSorted((a, b) => a - b),
    };
  });
}

/** Whether a size has enough samples for a later comparison. */
function hasEnoughSamples({ samples }: Tier): boolean {
  const classes = samplesByClass(warmSamples(samples));
  return classes.length > 0 && classes.every(({ length }) => length >= SAMPLE_COUNT_MIN);
}

/** Returns the measured tiers of one release, on the function's own architecture. */
export function samplesOfRelease(
  tiers: readonly Tier[],
  side: MeasuredRelease['side'],
): readonly Tier[] {
  return ofOwnArchitecture(tiers).filter(
    ({ outcome, release }) =>
      outcome.kind === 'measured' && (side === undefined || release?.side === side),
  );
}

/** Adds a run's measurements to the index. They replace older measurements of the same. */
export function withMeasurements(kept: KeptRuns, added: readonly KeptMeasurement[]): KeptRuns {
  const older = kept.measurements.filter((each) => !added.some((one) => replaces(one, each)));
  const measurements = [...added, ...older].toSorted((a, b) => b.measuredAtMs - a.measuredAtMs);
  return { ...kept, measurements: measurements.slice(0, MEASUREMENT_COUNT_MAX) };
}

/** Whether the newer measurement makes the older one superfluous. */
function replaces(newer: KeptMeasurement, older: KeptMeasurement): boolean {
  const isOfSameRun = newer.runId === older.runId && newer.side === older.side;
  const isOfSame =
    newer.codeSha256 === older.codeSha256 &&
    newer.configurationDigest === older.configurationDigest &&
    newer.qualifier === older.qualifier &&
    isSameEvent(newer, older);
  const sizes = new Set(newer.powerValues);
  return isOfSameRun || (isOfSame && older.powerValues.every((size) => sizes.has(size)));
}

/** Whether two measurements had the same events. */
export function isSameEvent(
  a: Pick<TuningRequest, 'payloadDigest' | 'preProcessor'>,
  b: Pick<TuningRequest, 'payloadDigest' | 'preProcessor'>,
): boolean {
  return a.payloadDigest === b.payloadDigest && a.preProcessor === b.preProcessor;
}

/**
 * Parses an index. One of another function with the same name, in another account, counts as empty.
 */
function parseIndex(text: string, functionArn: string): KeptRuns {
  const value = parseDurable(storedRunsSchema, text, 'the kept runs of the function');
  if (value.functionArn !== functionArn) return nothingKept(functionArn);
  return 'measurements' in value ? value : { ...nothingKept(functionArn), latest: value };
}

function parseOrBegin(text: string, functionArn: string): KeptRuns {
  try {
    return parseIndex(text, functionArn);
  } catch (error) {
    if (error instanceof ContractError) return nothingKept(functionArn);
    throw error;
  }
}

function nothingKept(functionArn: string): KeptRuns {
  return { functionArn, measurements: [] };
}
