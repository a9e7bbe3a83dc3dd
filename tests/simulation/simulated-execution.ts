import type { ExecutionEvent } from '../../local/cloud/states/execution-history.ts';
import type { MachineResult } from '../support/state-machine/state-machine.ts';

/** An execution of the machine, and all that it went through. */
export interface SimulatedExecution {
  readonly executionArn: string;
  readonly startedAtMs: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  result: MachineResult | undefined;
  stoppedAtMs: number | undefined;
  /** States in the order in which they were entered. */
  readonly states: string[];
  /** When it got hold of the function, and when it let go; absent where it did not. */
  heldFromMs?: number;
  heldUntilMs?: number;
  /** Settles when the execution has ended, in whatever way. */
  readonly ended: Promise<void>;
  /** As StopExecution does: no Catch runs, and tasks under way go on. */
  stop(): void;
}

/** Called at each state that any execution enters. */
export type TransitionListener = (
  execution: SimulatedExecution,
  stateName: string,
  phase: 'entered' | 'started',
) => void;

/** What ends the history of an execution that came to a result, or was stopped. */
export function lastEvent(result: MachineResult | undefined): ExecutionEvent {
  if (result?.status === 'SUCCEEDED') return { type: 'ExecutionSucceeded', output: result.output };
  if (result === undefined) return { type: 'ExecutionAborted' };
  return { type: 'ExecutionFailed', error: result.error, cause: result.cause };
}
