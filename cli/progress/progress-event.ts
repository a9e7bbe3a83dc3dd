import type { Architecture } from '../../shared/core/architecture.ts';

/** One pass through a state: what all its events have in common. */
export interface ToldState {
  /** Identifies the pass within the run. */
  readonly key: number;
  readonly stateName: string;
  /** The size that the state is about, MB; absent if it is about the whole run. */
  readonly powerValue?: number;
  /** Architecture of the size; absent if it is the function's own. */
  readonly architecture?: Architecture;
  readonly startedAtMs: number;
}

/** An event of a state: it was entered or exited, or an attempt failed. */
export type ProgressEvent = ToldState &
  (
    | { readonly kind: 'entered' }
    | {
        readonly kind: 'exited';
        readonly durationMs: number;
        /** The result of its task. */
        readonly output: unknown;
        /** Error of its last attempt, if that failed: the run goes on with the failure. */
        readonly error?: string;
      }
    /** One attempt failed; another one may follow. */
    | { readonly kind: 'failed'; readonly error: string }
  );

/** The end of a pass through a state. */
export type ExitEvent = Extract<ProgressEvent, { readonly kind: 'exited' }>;

/** Whether events of a state are reported: only tasks do something a user wants to know. */
export function isTold(stateType: string): boolean {
  return stateType === 'Task';
}
