import type { TuningWarning } from './tuning-warnings.ts';

/** A warning as a person reads it. */
export function tuningWarningText(warning: TuningWarning): string {
  switch (warning.kind) {
    case 'quantisedBursts':
      return `The function needs about ${warning.cpuMs.toFixed(0)} ms of CPU. Lambda hands CPU out in slices of 20 ms, so its duration falls in steps that lie between the measured sizes: trust measured sizes only`;
    case 'requestFeeDominates':
      return `The request fee is ${percent(warning.feeShare)} of the bill: the memory size hardly changes what it costs`;
    case 'drift':
      return `At ${warning.powerValue} MB, later runs took ${warning.laterOverEarlier.toFixed(1)} times as long as earlier ones: the code warms up, or something it depends on changed`;
    case 'cutShort':
      return `${warning.sizesMb.join(', ')} MB: measured less often than asked for, because a run is limited to 25,000 events of Step Functions (each slow invocation takes about 15), and to "runUsdMax" and "runInvocationsMax" of the deployment: ask for fewer samples or sizes`;
    case 'onlyColdSamples':
      return 'The chosen size was only seen with cold starts';
    case 'tailUnknown':
      return `How slow the slow runs are is a guess: ${warning.warmCount} warm samples and nothing from production tell little of a percentile`;
    case 'heavyTail':
      return `${percent(warning.share)} of the runs took more than twice as long as usual: the average costs more than the typical run`;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
