import type { TierOutcome } from './tier.ts';

const INFEASIBLE_TEXT = {
  outOfMemory: 'out of memory',
  timeout: 'timed out',
  notAllowed: 'not allowed in this account',
} as const;

/** Describes in a few words how measuring a tier ended. */
export function tierOutcomeText(outcome: TierOutcome): string {
  switch (outcome.kind) {
    case 'measured':
      return 'measured';
    case 'infeasible':
      return INFEASIBLE_TEXT[outcome.reason];
    case 'failed':
      return outcome.errorName;
  }
}
