import { durationText } from '../core/advice/figure-text.ts';
import type { ChartPicture } from './chart-picture.ts';

/** Further from the durations than this factor, a limit would press them flat: it is told in words. */
const DISTANCE_MAX = 4;

/** Where a limit is, seen from what is drawn: its line is drawn, or it lies beyond the axis. */
export type LimitPlace = 'drawn' | 'above' | 'below';

/** Where the limit of a picture is; `undefined` where it has none. */
export function limitPlace({ limit, sizes, samples = [] }: ChartPicture): LimitPlace | undefined {
  if (limit === undefined) return undefined;
  const durationsMs = [
    ...sizes.map(({ durationMs }) => durationMs.median),
    ...samples.map(({ durationMs }) => durationMs),
  ];
  if (limit.durationMs > DISTANCE_MAX * Math.max(...durationsMs)) return 'above';
  return limit.durationMs < Math.min(...durationsMs) / DISTANCE_MAX ? 'below' : 'drawn';
}

/** The limit of the duration axis, where its line is drawn, ms. */
export function drawnLimitMs(picture: ChartPicture): number | undefined {
  return limitPlace(picture) === 'drawn' ? picture.limit?.durationMs : undefined;
}

/** What the legend says of a limit. */
export function limitText(
  { durationMs, percentile }: NonNullable<ChartPicture['limit']>,
  place: LimitPlace,
): string {
  const beyond = place === 'drawn' ? '' : `, ${place} what is drawn`;
  return `limit for p${percentile}: ${durationText(durationMs)}${beyond}`;
}

/** The limit that a request sets, as a picture has it. */
export function limitOf({
  durationMsMax,
  percentile,
}: {
  readonly durationMsMax?: number;
  readonly percentile: number;
}): Pick<ChartPicture, 'limit'> {
  return durationMsMax === undefined ? {} : { limit: { durationMs: durationMsMax, percentile } };
}
