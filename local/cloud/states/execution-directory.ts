import type { ExecutionEvent, RecordedEvent } from './execution-history.ts';

/** An execution of a state machine, as far as DescribeExecution tells it. */
export interface ExecutionRecord {
  readonly executionArn: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly stoppedAtMs?: number;
}

/** The executions of the account, whoever runs them. */
export class ExecutionDirectory {
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #events = new Map<string, RecordedEvent[]>();

  put(record: ExecutionRecord): void {
    this.#records.set(record.executionArn, record);
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  /** Adds to an execution's history. What the event holds must not be changed any more. */
  record(executionArn: string, atMs: number, event: ExecutionEvent): void {
    const events = this.#events.get(executionArn) ?? [];
    events.push({ atMs, event });
    this.#events.set(executionArn, events);
  }

  /** An execution's history, oldest first. */
  eventsOf(executionArn: string): readonly RecordedEvent[] {
    return this.#events.get(executionArn) ?? [];
  }
}
