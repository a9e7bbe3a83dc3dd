import type { ExecutionResult } from '../../local/workflow/engine/execution-result.ts';

/** An execution of the machine, and all that it went through. */
export interface SimulatedExecution {
  readonly executionArn: string;
  readonly startedAtMs: number;
  status: 'RUNNING' | ExecutionResult['status'];
  /** Absent while it runs. */
  result: ExecutionResult | undefined;
  stoppedAtMs: number | undefined;
  /** States in the order in which they were entered. */
  readonly states: string[];
  /** When it got hold of the function, and when it let go; absent where it did not. */
  heldFromMs?: number;
  heldUntilMs?: number;
  /** Settles when the execution has ended, in whatever way. */
  readonly ended: Promise<unknown>;
  /** As StopExecution does: no Catch runs, and tasks under way go on. */
  stop(): void;
}

/** Called at each state that any execution enters, and when a Task's work has been started. */
export type TransitionListener = (
  execution: SimulatedExecution,
  stateName: string,
  phase: 'entered' | 'started',
) => void;
