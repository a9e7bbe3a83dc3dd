import { randomUUID } from 'node:crypto';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';
import type {
  ExecutionDirectory,
  ExecutionRecord,
  StopReason,
} from '../cloud/states/execution-directory.ts';
import type { StateMachineDefinition } from './engine/definition.ts';
import type { ExecutionResult } from './engine/execution-result.ts';
import { StateMachineExecution } from './engine/state-machine-execution.ts';
import type { TaskWork } from './engine/task-attempt.ts';

/** A state machine to deploy, and its dependencies. */
interface StateMachineOptions {
  /** The definition, with every function of the template resolved. */
  readonly definition: StateMachineDefinition;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  readonly region: string;
  readonly clock: Clock;
  readonly random: Random;
  /** Records the executions, so that the API can return them. */
  readonly executions: ExecutionDirectory;
  /** @throws {StateError} If the task fails. */
  runTask(work: TaskWork): Promise<unknown>;
  /** Called for each event of an execution that a distributed Map has started. */
  onMapEvent?(event: HistoryEvent): void;
  /** Called with a defect that ended an execution. Default: prints it. */
  onDefect?(error: unknown): void;
  /** Called for each execution that begins, before its first event. */
  observe?(execution: Execution): ExecutionObserver;
}

/** Callbacks for one execution. */
export interface ExecutionObserver {
  /** Called for each event of the history. */
  onEvent?(event: HistoryEvent): void;
  /** Called when the execution ends. */
  onEnd?(result: ExecutionResult): void;
}

/** An execution that has been started. */
export interface Execution {
  readonly executionArn: string;
  /** Rejects if a defect ended the execution, which the API then reports as failed. */
  readonly result: Promise<ExecutionResult>;
  /** Stops the execution at once, like StopExecution: no Catch runs, and running tasks continue. */
  abort(why?: StopReason): void;
}

/** Options of an execution. */
export interface ExecutionOptions extends ExecutionObserver {
  readonly name?: string;
}

/** A state machine whose executions run in this process. */
export class StateMachine {
  readonly #options: StateMachineOptions;
  readonly #running = new Map<string, Execution>();
  #isStopped = false;

  constructor(options: StateMachineOptions) {
    this.#options = options;
    const { executions, stateMachineArn, roleArn, definition, clock } = options;
    executions.deploy({
      stateMachineArn,
      roleArn,
      definitionText: JSON.stringify(definition),
      createdAtMs: clock.nowMs(),
      start: (inputText, name) => void this.#start(inputText, { name }),
      abort: (executionArn, why) => this.#running.get(executionArn)?.abort(why),
    });
  }

  /**
   * Starts an execution.
   *
   * @throws {RangeError} If the state machine was stopped.
   */
  start(input: unknown, options: ExecutionOptions = {}): Execution {
    return this.#start(JSON.stringify(input), options);
  }

  /** Stops all executions; none can be started afterwards. */
  stop(): void {
    this.#isStopped = true;
    for (const execution of this.#running.values()) execution.abort();
  }

  #start(inputText: string, { name = randomUUID(), ...observer }: ExecutionOptions): Execution {
    if (this.#isStopped) {
      throw new RangeError(`Cannot start execution "${name}": the state machine was stopped`);
    }
    const { definition, executions, clock, observe, onDefect, ...options } = this.#options;
    const { stateMachineArn, roleArn } = options;
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const machine = new StateMachineExecution(definition, {
      ...options,
      clock,
      onEvent: (event) => {
        for (const each of observers) each?.onEvent?.(event);
      },
    });
    const record: ExecutionRecord = {
      executionArn,
      stateMachineArn,
      name,
      status: 'RUNNING',
      startedAtMs: clock.nowMs(),
      inputText,
      events: machine.history.events,
    };
    executions.put(record);
    // No caller awaits the result of an execution that the API has started.
    machine.result.catch(onDefect ?? console.error);
    const execution: Execution = {
      executionArn,
      result: machine.result,
      abort: ({ error, cause } = {}) => machine.stop(error, cause),
    };
    this.#running.set(executionArn, execution);
    const observers = [observer, observe?.(execution)];
    machine.onEnd = (result) => {
      this.#running.delete(executionArn);
      executions.put({ ...record, ...endOf(result), stoppedAtMs: clock.nowMs() });
      for (const each of observers) each?.onEnd?.(result);
    };
    machine.start({
      executionArn,
      name,
      stateMachineArn,
      roleArn,
      input: JSON.parse(inputText),
    });
    return execution;
  }
}

function endOf(result: ExecutionResult) {
  switch (result.status) {
    case 'SUCCEEDED':
      return { status: result.status, outputText: JSON.stringify(result.output) };
    case 'TIMED_OUT':
      return { status: result.status };
    default: {
      const { status, error, cause } = result;
      return {
        status,
        ...(error !== undefined && { error }),
        ...(cause && { cause }),
      };
    }
  }
}
