import { parseDurable } from '../../shared/contract/durable.ts';
import {
  type KeptMeasurement,
  type KeptRelease,
  keptReportSchema,
  type MeasuredRelease,
} from '../../shared/contract/kept-release.ts';
import { costBasis } from '../../shared/contract/release-basis.ts';
import { releaseRow } from '../../shared/contract/release-row.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { reportKey } from '../../shared/contract/store-key.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import { dateText } from '../../shared/core/date-text.ts';
import { keptFigures } from '../../shared/core/gate/kept-effect.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { cleanText, NAME_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { InvalidRequestError } from '../../shared/errors.ts';
import { isSameEvent, readKeptRuns, samplesOfRelease } from '../../shared/run/kept-runs.ts';
import type { Store } from '../../shared/runtime/store.ts';

/** Dependencies of reading what earlier runs measured. */
export interface KeptReleasePorts {
  readonly store: Store;
}

/** The function that a kept result is compared with, and its event. */
export interface KeptQuestion {
  readonly target: Pick<TargetFunction, 'functionArn' | 'functionName' | 'memoryMb'>;
  readonly request: Pick<TuningRequest, 'payloadDigest' | 'preProcessor' | 'payloadWeights'>;
}

/**
 * Finds what an earlier run measured of a release that Lambda no longer has.
 *
 * @param isMeant Whether a release may be used; the newest usable measurement is taken.
 * @returns The release, or why no kept result can replace it, in one clause.
 */
export async function findKeptRelease(
  ports: KeptReleasePorts,
  { target, request }: KeptQuestion,
  isMeant: (measurement: KeptMeasurement) => boolean,
): Promise<KeptRelease | string> {
  const index = await readKeptRuns(ports.store, target.functionArn);
  const candidates = (index?.measurements ?? []).filter(isMeant);
  const usable = candidates.filter(
    (each) => isSameEvent(each, request) && each.powerValues.includes(target.memoryMb),
  );
  for (const { runId, side } of usable) {
    const key = reportKey(target.functionName, runId, 'json');
    const found = await readKept(ports, { target, request }, { key, side });
    // The report may have expired, or have too few samples.
    if (typeof found !== 'string') return found;
  }
  return whyNone(candidates, { target, request });
}

function whyNone(
  candidates: readonly KeptMeasurement[],
  { target, request }: KeptQuestion,
): string {
  const ofEvent = candidates.filter((each) => isSameEvent(each, request));
  const [newest] = ofEvent.length > 0 ? ofEvent : candidates;
  if (newest === undefined) return 'no result of it is kept';
  return ofEvent.length === 0
    ? `it was measured on ${dateText(newest.measuredAtMs)} with another event`
    : `it was measured on ${dateText(newest.measuredAtMs)} at ${newest.powerValues.join(', ')} MB, and not often enough at ${target.memoryMb} MB, the present size`;
}

/**
 * Reads the report that a request names as its old release.
 *
 * @throws {InvalidRequestError} If it is not a report of this function, or cannot be compared with.
 */
export async function readKeptReport(
  ports: KeptReleasePorts,
  question: KeptQuestion,
  address: string,
): Promise<KeptRelease> {
  const { functionName } = question.target;
  const prefix = reportKey(functionName, '', 'json').replace(/\.json$/, '');
  const bucketUri = ports.store.uriOf('');
  const key = address.slice(bucketUri.length);
  const refuse = (reason: string) =>
    new InvalidRequestError(`Cannot compare with the result "${address}": ${reason}`);
  if (
    !address.startsWith(bucketUri) ||
    !/^[0-9a-f]{12}\.json$/.test(key.slice(prefix.length)) ||
    !key.startsWith(prefix)
  ) {
    throw refuse(
      `it must be the report of a run of "${functionName}" in the bucket of this tuner, such as "${ports.store.uriOf(`${prefix}0123456789ab.json`)}"`,
    );
  }
  const found = await readKept(ports, question, { key });
  if (typeof found === 'string') throw refuse(found);
  return found;
}

/**
 * A report, and the side whose samples to take from it. Without a side, that is the new release of
 * a comparison.
 */
interface KeptPlace {
  readonly key: string;
  readonly side?: MeasuredRelease['side'];
}

/** @returns The release, or why it cannot be compared with, in one clause. */
async function readKept(
  { store }: KeptReleasePorts,
  { target, request }: KeptQuestion,
  { key, side }: KeptPlace,
): Promise<KeptRelease | string> {
  const stored = await store.read(key);
  if (stored === undefined) return 'there is no such report, or it has expired';
  const report = parseDurable(keptReportSchema, stored.text, `report "${key}"`);
  if (report.functionArn !== target.functionArn) {
    return `it must be of "${target.functionArn}": it is of "${cleanText(report.functionArn, NAME_LENGTH_MAX)}"`;
  }
  const measured = report.measuredReleases?.find((each) =>
    side === undefined ? each.side !== 'old' : each.side === side,
  );
  if (measured === undefined) {
    return 'it must have samples of a release: it has none, or an older release of the tuner wrote it';
  }
  if (!isSameEvent(measured, request)) {
    return 'it must be of the same event, "payload" or "payloads" and "preProcessor": it is of another one';
  }
  return summedUp(samplesOfRelease(report.samples ?? [], measured.side), measured, {
    target,
    request,
    report: store.uriOf(key),
  });
}

/** @returns The release, or why it cannot be compared with, in one clause. */
function summedUp(
  tiers: readonly Tier[],
  { release, measuredAtMs }: MeasuredRelease,
  {
    target: { memoryMb },
    request: { payloadWeights },
    report,
  }: KeptQuestion & { readonly report: string },
): KeptRelease | string {
  const cost = costBasis(release);
  const figures = keptFigures(tiers, { powerValue: memoryMb, payloadWeights, cost });
  if (figures === undefined) {
    const sizes = [...new Set(tiers.map(({ powerValue }) => powerValue))].toSorted((a, b) => a - b);
    return `it must have at least two warm samples of each event at ${memoryMb} MB, the present size: it measured ${sizes.length === 0 ? 'no size' : `${sizes.join(', ')} MB`}`;
  }
  const ofSize = tiers.filter(({ powerValue }) => powerValue === memoryMb);
  return {
    release,
    measuredAtMs,
    report,
    figures,
    row: releaseRow(release, ofSize, cost),
  };
}
