const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100)$/;

/** Returns whether the local GetMetricData knows a statistic. */
export function isKnownStatistic(statistic: string): boolean {
  return (
    ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'].includes(statistic) ||
    PERCENTILE.test(statistic)
  );
}

/**
 * Reduces the observations of one period to one number.
 *
 * @param statistic One that {@linkcode isKnownStatistic} accepts.
 * @param values At least one.
 */
export function computeStatistic(statistic: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  switch (statistic) {
    case 'Sum':
      return sum;
    case 'Average':
      return sum / values.length;
    case 'SampleCount':
      return values.length;
    case 'Minimum':
      return values.reduce((least, value) => Math.min(least, value));
    case 'Maximum':
      return values.reduce((most, value) => Math.max(most, value));
    default:
      return percentile(Number(PERCENTILE.exec(statistic)?.[1]), values);
  }
}

/** Percentile with linear interpolation between the two nearest observations. */
function percentile(percent: number, values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (percent / 100) * (sorted.length - 1);
  const lower = sorted[Math.floor(position)] ?? 0;
  const upper = sorted[Math.ceil(position)] ?? lower;
  return lower + (upper - lower) * (position - Math.floor(position));
}
