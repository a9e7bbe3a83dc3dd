import { exactCountText } from '../count-text.ts';
import type { TuningWarning } from './tuning-warnings.ts';

/** Puts a warning into a sentence for a person. */
export function tuningWarningText(warning: TuningWarning): string {
  switch (warning.kind) {
    case 'quantisedBursts':
      return `With about ${warning.cpuMs.toFixed(0)} ms of CPU, duration falls in steps of Lambda's 20 ms CPU slices: trust measured sizes only`;
    case 'requestFeeDominates':
      return `The request fee is ${percent(warning.feeShare)} of the bill: the memory size hardly changes what it costs, so choose by speed or make fewer calls`;
    case 'drift':
      return `At ${warning.powerValue} MB, later runs took ${warning.laterOverEarlier.toFixed(1)} times as long as earlier ones: code that warms up, or a dependency that changed: run again with "fresh": true`;
    case 'cutShort':
      return `${warning.sizesMb.join(', ')} MB: measured less often than asked for, because a run is limited to 25,000 events of Step Functions (each slow invocation takes about 15), and to "RunUsdMax" and "RunInvocationsMax" of the deployment: ask for fewer samples or sizes`;
    case 'onlyColdSamples':
      return 'The chosen size was only seen with cold starts: measure it again with "fresh": true';
    case 'tailUnknown':
      return `The duration of slow runs is a guess with only ${exactCountText(warning.sampleCount, 'sample')} and without production data: ask for more samples with "sampleCount"`;
    case 'heavyTail':
      return `${percent(warning.share)} of the runs took more than twice as long as usual: the average bill is above the typical one: find out what slows them down`;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
