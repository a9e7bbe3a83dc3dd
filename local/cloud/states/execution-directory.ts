import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** An execution of a state machine, as the API returns it. */
export interface ExecutionRecord {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly stoppedAtMs?: number;
  /** JSON, as it was given. */
  readonly inputText: string;
  /** JSON; absent unless it succeeded. */
  readonly outputText?: string;
  /** The error that it failed or was stopped with. */
  readonly error?: string;
  readonly cause?: string;
  /** Its history, oldest first; grows while it runs. */
  readonly events: readonly HistoryEvent[];
}

/** Returns whether an execution can be redriven, in the format of the API. */
export function redriveOf({ status }: ExecutionRecord): {
  readonly redriveStatus: string;
  readonly redriveStatusReason?: string;
} {
  return status === 'RUNNING' || status === 'SUCCEEDED'
    ? {
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: `Execution is ${status} and cannot be redriven`,
      }
    : { redriveStatus: 'REDRIVABLE' };
}

/** A state machine that is deployed, and runs its executions itself. */
export interface DeployedStateMachine {
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** JSON. */
  readonly definitionText: string;
  readonly createdAtMs: number;
  /** Starts an execution, and enters it in the directory before it returns. */
  start(inputText: string, name: string): void;
  /** Stops a running execution at once. */
  abort(executionArn: string, why: StopReason): void;
}

/** Why an execution is stopped, as its history records it. */
export interface StopReason {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** The state machines of the account, and their executions. */
export class ExecutionDirectory {
  readonly #machines = new Map<string, DeployedStateMachine>();
  readonly #records = new Map<string, ExecutionRecord>();
  /** Callbacks that wait for the end of an execution, by its ARN. */
  readonly #waiting = new Map<string, readonly ((record: ExecutionRecord) => void)[]>();
  /** Called with each execution when it has started and when it has ended. */
  onStatusChange: (record: ExecutionRecord) => void = () => undefined;

  /** Registers a state machine, so that the API can start and stop its executions. */
  deploy(machine: DeployedStateMachine): void {
    this.#machines.set(machine.stateMachineArn, machine);
  }

  findMachine(stateMachineArn: string): DeployedStateMachine | undefined {
    return this.#machines.get(stateMachineArn);
  }

  listMachines(): readonly DeployedStateMachine[] {
    return [...this.#machines.values()];
  }

  /** Adds an execution that has started, or replaces the record of one that has ended. */
  put(record: ExecutionRecord): void {
    this.#records.set(record.executionArn, record);
    if (record.status !== 'RUNNING') {
      for (const tell of this.#waiting.get(record.executionArn) ?? []) tell(record);
      this.#waiting.delete(record.executionArn);
    }
    this.onStatusChange(record);
  }

  /** Waits for the end of an execution and returns its record. */
  async whenEnded(executionArn: string): Promise<ExecutionRecord> {
    const record = this.#records.get(executionArn);
    return record !== undefined && record.status !== 'RUNNING'
      ? record
      : await new Promise((resolve) => {
          const waiting = this.#waiting.get(executionArn) ?? [];
          this.#waiting.set(executionArn, [...waiting, resolve]);
        });
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  /** Returns the executions of a state machine, latest first. */
  listExecutions(stateMachineArn: string): readonly ExecutionRecord[] {
    return [...this.#records.values()]
      .filter((record) => record.stateMachineArn === stateMachineArn)
      .toReversed();
  }
}
