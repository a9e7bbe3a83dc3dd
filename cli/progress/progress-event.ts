import type { Architecture } from '../../shared/core/architecture.ts';

/** One pass through a state, as all events of it name it. */
export interface ToldState {
  /** Tells the passes through states of one run apart. */
  readonly key: number;
  readonly stateName: string;
  /** The size that the state is about, MB; absent where it is about the whole run. */
  readonly powerValue?: number;
  /** What the size runs on, where that is not what the function does. */
  readonly architecture?: Architecture;
  readonly startedAtMs: number;
}

/** A state of a run under way, or done with. */
export type ProgressEvent = ToldState &
  (
    | { readonly kind: 'entered' }
    | {
        readonly kind: 'exited';
        readonly durationMs: number;
        /** The result of its task. */
        readonly output: unknown;
        /** Of its last attempt, if that failed: then the run goes on with the failure. */
        readonly error?: string;
      }
    /** One attempt failed; another one may follow. */
    | { readonly kind: 'failed'; readonly error: string }
  );

/** The end of a pass through a state. */
export type ExitEvent = Extract<ProgressEvent, { readonly kind: 'exited' }>;

/** Whether a state does something that a person wants to know of; the others only route. */
export function isTold(stateType: string): boolean {
  return stateType === 'Task';
}
