import { countText, durationText, percentText, usdText } from '../advice/figure-text.ts';
import { exactCountText } from '../count-text.ts';
import { arm64SavingUsd } from '../pricing/arm64-saving.ts';
import { ERROR_SHARE_MAX, TIMEOUT_SHARE_MAX } from '../production/production-picture.ts';
import type { ScanSubject, ScanTraffic } from './scan-subject.ts';

/** Something about a function, beside its memory size, that needs attention. */
export interface ScanFinding {
  readonly kind:
    | 'neverInvoked'
    | 'nearTimeout'
    | 'errors'
    | 'throttled'
    | 'arm64Possible'
    | 'memoryTight';
  readonly text: string;
}

/** Smallest saving that is worth another build, USD a month. */
const ARM64_SAVING_USD_MIN = 1;

/** Finds problems in a function's configuration and use, apart from its memory. */
export function scanFindings(
  subject: ScanSubject,
  traffic: ScanTraffic,
  costUsdPerMonth: number,
): readonly ScanFinding[] {
  if (traffic.invocationCount === 0) {
    return [
      {
        kind: 'neverInvoked',
        text: `not invoked in ${exactCountText(traffic.dayCount, 'day')}: is it still needed?`,
      },
    ];
  }
  return [
    ...nearTimeout(subject, traffic),
    ...failing(traffic),
    ...throttled(traffic),
    ...arm64Possible(subject, costUsdPerMonth),
  ];
}

/** Largest share of the memory in use at which a larger event still has room. */
const MEMORY_SHARE_MAX = 0.9;

/**
 * Warns if the function uses nearly all of its memory. `memoryUsedMb` is 0 if it is not known,
 * which gives no finding.
 */
export function memoryFindings(
  { memoryMb }: Pick<ScanSubject, 'memoryMb'>,
  memoryUsedMb: number,
): readonly ScanFinding[] {
  return memoryUsedMb <= MEMORY_SHARE_MAX * memoryMb
    ? []
    : [
        {
          kind: 'memoryTight',
          text: `uses up to ${memoryUsedMb} of its ${memoryMb} MB: a larger event may run out of memory`,
        },
      ];
}

function nearTimeout(
  { timeoutSeconds }: ScanSubject,
  { durationMs }: ScanTraffic,
): readonly ScanFinding[] {
  return durationMs === undefined || durationMs.p99 <= 1000 * timeoutSeconds * TIMEOUT_SHARE_MAX
    ? []
    : [
        {
          kind: 'nearTimeout',
          text: `p99 is ${durationText(durationMs.p99)} of a timeout of ${timeoutSeconds} s: raise it`,
        },
      ];
}

function failing({ errorCount, invocationCount }: ScanTraffic): readonly ScanFinding[] {
  const share = errorCount / invocationCount;
  return share <= ERROR_SHARE_MAX
    ? []
    : [
        {
          kind: 'errors',
          text: `${percentText(100 * share)} of its invocations fail: look at the errors first`,
        },
      ];
}

function throttled({ throttleCount }: ScanTraffic): readonly ScanFinding[] {
  return throttleCount === 0
    ? []
    : [
        {
          kind: 'throttled',
          text: `${countText(throttleCount, 'invocation')} ${throttleCount === 1 ? 'was' : 'were'} throttled: raise the concurrency limit`,
        },
      ];
}

/** No finding with layers: a layer may contain code for one architecture only. */
function arm64Possible(subject: ScanSubject, costUsdPerMonth: number): readonly ScanFinding[] {
  const savingUsd = arm64SavingUsd(subject, costUsdPerMonth) ?? 0;
  return subject.layerCount > 0 || savingUsd < ARM64_SAVING_USD_MIN
    ? []
    : [
        {
          kind: 'arm64Possible',
          text: `on arm64 the same time costs about ${usdText(savingUsd)} a month less, if its packages have no native code for x86_64`,
        },
      ];
}
