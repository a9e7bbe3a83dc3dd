import type { ExecutionEvent, RecordedEvent } from './execution-history.ts';

/** An execution of a state machine, as far as DescribeExecution tells it. */
export interface ExecutionRecord {
  readonly executionArn: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly stoppedAtMs?: number;
  /** As StartExecution took it, while it runs; absent where it was started otherwise. */
  readonly inputText?: string;
}

/** Whoever runs the executions of a state machine. */
export interface StateMachineHost {
  readonly stateMachineArn: string;
  /** Starts an execution, and enters it in the directory before it returns. */
  start(input: unknown, name: string): void;
  /** Stops a running execution where it is. */
  abort(executionArn: string): void;
}

/** The state machines of the account and their executions, whoever runs them. */
export class ExecutionDirectory {
  readonly #hosts = new Map<string, StateMachineHost>();
  readonly #records = new Map<string, ExecutionRecord>();
  readonly #histories = new Map<string, History>();

  /** Makes a state machine known, so that its executions can be started and stopped from outside. */
  deploy(host: StateMachineHost): void {
    this.#hosts.set(host.stateMachineArn, host);
  }

  findHost(stateMachineArn: string): StateMachineHost | undefined {
    return this.#hosts.get(stateMachineArn);
  }

  listHosts(): readonly StateMachineHost[] {
    return [...this.#hosts.values()];
  }

  put(record: ExecutionRecord): void {
    this.#records.set(record.executionArn, record);
  }

  find(executionArn: string): ExecutionRecord | undefined {
    return this.#records.get(executionArn);
  }

  /** Adds to an execution's history. What the event holds must not be changed any more. */
  record(executionArn: string, atMs: number, event: ExecutionEvent): void {
    const history = this.#histories.get(executionArn) ?? new History();
    history.append(atMs, event);
    this.#histories.set(executionArn, history);
  }

  /** An execution's history, oldest first. */
  eventsOf(executionArn: string): readonly RecordedEvent[] {
    return this.#histories.get(executionArn)?.events ?? [];
  }
}

/** Events in order, each with the one that it follows from: in a Map that is one of its iteration. */
class History {
  readonly events: RecordedEvent[] = [];
  readonly #lastIdOfIteration = new Map<number, number>();
  #lastIdOutside = 0;

  append(atMs: number, event: ExecutionEvent): void {
    const id = this.events.length + 1;
    const iteration = 'iteration' in event ? event.iteration : undefined;
    if (iteration === undefined) {
      // The next Map counts its iterations from 0 again.
      this.#lastIdOfIteration.clear();
      this.events.push({ atMs, event, previousId: id - 1 });
      this.#lastIdOutside = id;
      return;
    }
    const previousId = this.#lastIdOfIteration.get(iteration) ?? this.#lastIdOutside;
    this.events.push({ atMs, event, previousId });
    this.#lastIdOfIteration.set(iteration, id);
  }
}
