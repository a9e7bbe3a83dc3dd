/** One measured tier, as the live page shows it. */
export interface LiveTier {
  readonly powerValue: number;
  /** Samples that count: warm ones, or cold starts where those are measured. */
  readonly sampleCount: number;
  /** With its interval once it has one; absent where there is no such sample. */
  readonly duration?: string;
  /** Of a million invocations, in the same way. */
  readonly cost?: string;
  /** How its measuring ended, in a few words. */
  readonly outcome: string;
}

/**
 * What the page is told. Each message says all that there is to say of its subject, so that a later
 * one of the same subject replaces it. Texts in it are as untrusted as what they come from.
 */
export type LiveMessage =
  | { readonly kind: 'run'; readonly run: number; readonly title: string }
  | {
      readonly kind: 'state';
      readonly run: number;
      readonly key: number;
      readonly stateName: string;
      readonly powerValue?: number;
      /** What that size runs on, where that is not what the function does. */
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
      /** What is measured now, and why; or why nothing is any more. */
      readonly text: string;
      /** What comes after that. Empty where nothing is known. */
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
      /** The size to use; absent until there is one. */
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
      /** Where it lies. */
      readonly place: string;
    }
  | { readonly kind: 'end'; readonly run: number; readonly status: string; readonly why: string }
  /** The command ends: nothing more will come. */
  | { readonly kind: 'over' };

/** What a message is about: a later one with the same subject replaces it. */
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
