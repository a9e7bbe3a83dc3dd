import { durationText } from '../core/advice/figure-text.ts';
import type { ChartPicture } from './chart-picture.ts';

/**
 * Beyond this factor from the durations, a limit would flatten them in the chart, so only the
 * legend states it.
 */
const DISTANCE_MAX = 4;

/** Where a limit lies relative to the durations: `drawn` as a line, or above or below the axis. */
export type LimitPlace = 'drawn' | 'above' | 'below';

/** Returns where the limit of a picture lies; `undefined` if it has none. */
export function limitPlace({ limit, sizes, samples = [] }: ChartPicture): LimitPlace | undefined {
  if (limit === undefined) return undefined;
  const durationsMs = [
    ...sizes.map(({ durationMs }) => durationMs.median),
    ...samples.map(({ durationMs }) => durationMs),
  ];
  if (limit.durationMs > DISTANCE_MAX * Math.max(...durationsMs)) return 'above';
  return limit.durationMs < Math.min(...durationsMs) / DISTANCE_MAX ? 'below' : 'drawn';
}

/** Returns the limit, ms, if its line is drawn on the duration axis; otherwise `undefined`. */
export function drawnLimitMs(picture: ChartPicture): number | undefined {
  return limitPlace(picture) === 'drawn' ? picture.limit?.durationMs : undefined;
}

/** Describes a limit for the legend. */
export function limitText(
  { durationMs, percentile }: NonNullable<ChartPicture['limit']>,
  place: LimitPlace,
): string {
  const beyond = place === 'drawn' ? '' : `, ${place} what is drawn`;
  return `limit for p${percentile}: ${durationText(durationMs)}${beyond}`;
}

/** Converts the limit of a request into that of a picture. */
export function limitOf({
  durationMsMax,
  percentile,
}: {
  readonly durationMsMax?: number;
  readonly percentile: number;
}): Pick<ChartPicture, 'limit'> {
  return durationMsMax === undefined ? {} : { limit: { durationMs: durationMsMax, percentile } };
}
