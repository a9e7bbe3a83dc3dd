import type { PowerValue } from '../power-value.ts';
import type { Sample } from './sample.ts';

/** Why the function cannot run at a tier's memory setting. */
type InfeasibleReason = 'outOfMemory' | 'timeout' | 'notAllowed';

/** How the measuring of one tier ended. */
export type TierOutcome =
  /** With `isCutShort`, less often than planned: its share of what a run may take was used up. */
  | { readonly kind: 'measured'; readonly isCutShort?: boolean }
  /** The function cannot run at this size; for `outOfMemory`, nor at any smaller one. */
  | { readonly kind: 'infeasible'; readonly reason: InfeasibleReason; readonly message: string }
  /** The tier could not be measured: the function's own error, or one of making or calling the clone. */
  | {
      readonly kind: 'failed';
      readonly errorName: string;
      readonly message: string;
    };

/** One power value under test in a run, with what was measured of it in all rounds so far. */
export interface Tier {
  readonly powerValue: PowerValue;
  readonly outcome: TierOutcome;
  readonly samples: readonly Sample[];
  /** Invocations that were sent and gave no sample: they failed, or came back without a REPORT. */
  readonly errorCount: number;
  /** What those invocations were billed for, milliseconds; 0 where no REPORT came back. */
  readonly errorBilledDurationMs: number;
}
