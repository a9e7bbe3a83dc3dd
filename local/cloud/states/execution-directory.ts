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

  put(record: ExecutionRecord): void {
    this.#records.set(record.executionArn, record);
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }
}
