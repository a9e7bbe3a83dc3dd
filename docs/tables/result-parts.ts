/** Returns the meanings of the fields of a pick. */
export function pickMeanings(name: string): Readonly<Record<string, string>> {
  const path = `decision.picks.${name}`;
  return {
    [`${path}.memoryMb`]: 'MB',
    [`${path}.durationMs`]: 'milliseconds',
    [`${path}.costUsdPerMillion`]: 'USD per million invocations',
    [`${path}.percentileMs`]: 'at the percentile of the strategy `limit`, milliseconds',
    [`${path}.warmSampleCount`]:
      '0 if the figures come only from the fitted curve, or describe cold starts',
    [`${path}.coldSampleCount`]: 'cold starts that the figures rest on; only with `coldStarts`',
    [`${path}.versusPresent`]:
      'compared with the present size, per cent; negative is cheaper or faster; absent if the present size does not work',
    [`${path}.costUsdPerMonth`]: 'USD; absent if the number of invocations is unknown',
  };
}

/** Returns the meanings of the fields of measured sizes, and of the curve that fits them. */
export function sizesMeanings(path: string): Readonly<Record<string, string>> {
  return {
    [`${path}.tiers`]: 'estimates of the measured sizes',
    ...sizeMeanings(`${path}.tiers[]`),
    [`${path}.curve`]: 'the fitted curve, ascending by size, at most 32 points',
    ...sizeMeanings(`${path}.curve[]`),
  };
}

function sizeMeanings(path: string): Readonly<Record<string, string>> {
  return {
    [`${path}.powerValue`]: 'MB',
    [`${path}.durationMs`]: 'milliseconds',
    [`${path}.costUsdPerMillion`]: 'USD per million invocations',
  };
}

/** Returns the meanings of the fields of one of two compared architectures. */
export function architectureMeanings(name: string): Readonly<Record<string, string>> {
  const path = `decision.architecture.${name}`;
  return {
    [`${path}.architecture`]: 'its name',
    [`${path}.memoryMb`]: 'MB',
    [`${path}.durationMs`]: 'milliseconds',
    [`${path}.costUsdPerMillion`]: 'USD per million invocations, by its own price',
    [`${path}.percentileMs`]: 'at the percentile of the strategy `limit`, milliseconds',
    [`${path}.warmSampleCount`]: 'warm samples of that size',
    [`${path}.costUsdPerMonth`]: 'USD; absent if the number of invocations is unknown',
  };
}

/** Returns the meanings of the fields of a measured size. */
export function tierMeanings(path: string): Readonly<Record<string, string>> {
  return {
    [`${path}.architecture`]: "architecture it ran on; absent for the function's own",
    [`${path}.powerValue`]: 'MB',
    [`${path}.outcome`]: 'how measuring this size ended',
    [`${path}.outcome.kind`]:
      '`infeasible`: the function cannot run at this size; `failed`: the size could not be measured',
    [`${path}.outcome.isCutShort`]:
      "true if the size was measured less often than planned, because its share of the run's steps or budget was used up",
    [`${path}.outcome.reason`]: 'why the size is infeasible',
    [`${path}.outcome.message`]: 'the reason in words',
    [`${path}.outcome.errorName`]: 'name of the error that ended the measuring',
    [`${path}.outcome.category`]:
      'category of a failure of the tuner or of AWS; absent if the function itself failed',
    [`${path}.estimate`]:
      'estimate of this size, as in `decision.evidence`; absent if it has no sample that counts',
    [`${path}.estimate.durationMs`]: 'milliseconds',
    [`${path}.estimate.costUsdPerMillion`]: 'USD per million invocations',
    [`${path}.warmSampleCount`]: 'warm samples',
    [`${path}.coldSampleCount`]: 'cold samples',
    [`${path}.errorCount`]: 'failed invocations',
    [`${path}.figures`]:
      'figures of the warm samples, or of the cold starts with `coldStarts`; absent if there are none',
    [`${path}.figures.durationMsMean`]: 'milliseconds',
    [`${path}.figures.durationMsMedian`]: 'milliseconds',
    [`${path}.figures.durationMsP95`]: 'milliseconds',
    [`${path}.figures.billedDurationMsMean`]: 'milliseconds',
    [`${path}.figures.costUsdPerMillion`]: 'USD per million invocations, request fee included',
    [`${path}.figures.startDurationMsMedian`]:
      'initialisation or restore of a cold start, milliseconds; absent if no cold start was seen',
    [`${path}.figures.maxMemoryUsedMb`]: 'most memory that a sample used, MB',
  };
}
