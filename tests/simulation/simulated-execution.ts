import type { ExecutionResult } from '../../local/workflow/engine/execution-result.ts';

/** An execution of the state machine, and its course. */
export interface SimulatedExecution {
  readonly executionArn: string;
  readonly startedAtMs: number;
  status: 'RUNNING' | ExecutionResult['status'];
  /** Absent while it runs. */
  result: ExecutionResult | undefined;
  stoppedAtMs: number | undefined;
  /** States in the order in which they were entered. */
  readonly states: string[];
  /** When it acquired the function, and when it released it; absent if it did not. */
  heldFromMs?: number;
  heldUntilMs?: number;
  /** Settles when the execution has ended, in whatever way. */
  readonly ended: Promise<unknown>;
  /** Stops it as StopExecution does: no Catch runs, and running tasks continue. */
  stop(): void;
}

/** Called at each state that any execution enters, and when a Task's work has been started. */
export type TransitionListener = (
  execution: SimulatedExecution,
  stateName: string,
  phase: 'entered' | 'started',
) => void;
