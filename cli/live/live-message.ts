/** One measured tier, as the live page shows it. */
export interface LiveTier {
  readonly powerValue: number;
  /** Samples that count: warm ones, or cold starts where those are measured. */
  readonly sampleCount: number;
  /** With its interval once it has one; absent without a sample. */
  readonly duration?: string;
  /** Cost of a million invocations; with its interval, and absent, as `duration`. */
  readonly cost?: string;
  /** How its measuring ended, in a few words. */
  readonly outcome: string;
}

/**
 * A message to the page. Each one has everything about its subject, so a later one of the same
 * subject replaces it. Its texts may come from the function or from AWS, and are untrusted.
 */
export type LiveMessage =
  | { readonly kind: 'run'; readonly run: number; readonly title: string }
  | {
      readonly kind: 'state';
      readonly run: number;
      readonly key: number;
      readonly stateName: string;
      readonly powerValue?: number;
      /** Architecture of that size; absent if it is the function's own. */
      readonly architecture?: string;
      readonly startedAtMs: number;
      /** Absent while it is under way. */
      readonly durationMs?: number;
      readonly detail: string;
      readonly isWarning: boolean;
    }
  | {
      readonly kind: 'plan';
      readonly run: number;
      /** What is measured now, and why; or why measuring has ended. */
      readonly text: string;
      /** What follows; empty if that is not known. */
      readonly next: string;
      /** When the round is expected to be done, milliseconds since the Unix epoch. */
      readonly expectedAtMs?: number;
    }
  | {
      readonly kind: 'tiers';
      readonly run: number;
      readonly tiers: readonly LiveTier[];
      /** A figure element; all text in it is escaped. Empty until something is measured. */
      readonly chart: string;
      /** The size to use; absent until it is decided. */
      readonly chosen?: number;
    }
  | {
      readonly kind: 'decision';
      readonly run: number;
      /** What to do, and why. */
      readonly rationale: string;
      readonly reasoner: string;
    }
  | {
      readonly kind: 'report';
      readonly run: number;
      /** The whole page; all text in it is escaped. */
      readonly page: string;
      /** Path or address of the saved report. */
      readonly place: string;
    }
  | { readonly kind: 'end'; readonly run: number; readonly status: string; readonly why: string }
  /** The command ends: no more messages follow. */
  | { readonly kind: 'over' };

/** Returns the subject of a message: a later message with the same subject replaces it. */
export function subjectOf(message: LiveMessage): string {
  switch (message.kind) {
    case 'over':
      return message.kind;
    case 'state':
      return `${message.kind}/${message.run}/${message.key}`;
    default:
      return `${message.kind}/${message.run}`;
  }
}
