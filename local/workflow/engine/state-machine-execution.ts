import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Random } from '../../../shared/runtime/random.ts';
import { Branch } from './branch.ts';
import { jsonText, limitedText } from './data-limits.ts';
import type { StateDefinition, StateMachineDefinition } from './definition.ts';
import { DistributedMapRun } from './distributed-map-run.ts';
import type { EngineStart, ExecutionResult } from './execution-result.ts';
import {
  assignedOf,
  failureOf,
  HistoryFullError,
  HistoryLog,
  inputOf,
  outputOf,
} from './history-log.ts';
import { MapRun } from './map-run.ts';
import { catcherOf, RetryPolicy } from './retry-policy.ts';
import { errorOutput, StateError } from './state-error.ts';
import { StatePass, type StateStep } from './state-pass.ts';
import { attemptTask, type TaskPorts } from './task-attempt.ts';
import { Variables } from './variables.ts';

/** Dependencies of an execution. */
interface ExecutionPorts extends TaskPorts {
  readonly random: Random;
  /** Called for each event of the history as it is written. */
  onEvent(event: HistoryEvent): void;
  /** Called for each event of an execution that a distributed Map has started. */
  onMapEvent?(event: HistoryEvent): void;
}

/** Thrown inside an execution that has ended. No Catch matches it. */
class ExecutionEndedError extends Error {
  override readonly name = 'ExecutionEndedError';
}

/** Interprets a state machine in JSONata like Step Functions, with its limits and its history. */
export class StateMachineExecution {
  readonly history: HistoryLog;
  /** How the execution ended. Rejects if a defect ended it, so as not to look like a failed run. */
  readonly result: Promise<ExecutionResult>;
  /** Called when the execution ends or is stopped, before `result` settles. */
  onEnd: (result: ExecutionResult) => void = () => undefined;
  readonly #definition: StateMachineDefinition;
  readonly #ports: ExecutionPorts;
  readonly #ending = new AbortController();
  readonly #ended = Promise.withResolvers<ExecutionResult>();

  constructor(definition: StateMachineDefinition, ports: ExecutionPorts) {
    this.#definition = definition;
    this.#ports = ports;
    this.result = this.#ended.promise;
    this.history = new HistoryLog(
      () => ports.clock.nowMs(),
      (event) => ports.onEvent(event),
    );
  }

  /** Starts the execution. May be called only once. */
  start({ executionArn, name, stateMachineArn, roleArn, input }: EngineStart): void {
    const startTime = new Date(this.#ports.clock.nowMs()).toISOString();
    const root = new Branch(this.history, {
      variables: new Variables(),
      signal: this.#ending.signal,
      lastId: 0,
      context: {
        Execution: {
          Id: executionArn,
          Input: input,
          Name: name,
          RoleArn: roleArn,
          StartTime: startTime,
          RedriveCount: 0,
        },
        StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) },
      },
    });
    this.history.append('ExecutionStarted', 0, {
      executionStartedEventDetails: { ...inputOf(jsonText(input)), roleArn },
    });
    this.#limitTime();
    this.#runStates(this.#definition, input, root).then(
      (output) => this.#succeed(output, root),
      (error) => this.#fail(error, root),
    );
  }

  /** Stops the execution at once, like StopExecution: no Catch runs, and running tasks continue. */
  stop(error?: string, cause?: string): void {
    const details = {
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
    this.#end({ status: 'ABORTED', error, cause }, () =>
      this.history.append('ExecutionAborted', 0, { executionAbortedEventDetails: details }),
    );
  }

  #limitTime(): void {
    const { TimeoutSeconds } = this.#definition;
    if (TimeoutSeconds === undefined) return;
    this.#ports.clock.sleepMs(TimeoutSeconds * 1000, this.#ending.signal).then(
      () =>
        this.#end({ status: 'TIMED_OUT' }, () =>
          this.history.append('ExecutionTimedOut', 0, { executionTimedOutEventDetails: {} }),
        ),
      () => undefined,
    );
  }

  #succeed(output: unknown, { lastId }: Branch): void {
    this.#end({ status: 'SUCCEEDED', output }, () =>
      this.history.append('ExecutionSucceeded', lastId, {
        executionSucceededEventDetails: outputOf(jsonText(output)),
      }),
    );
  }

  #fail(error: unknown, root: Branch): void {
    if (error instanceof ExecutionEndedError) return;
    const isDefect = !(error instanceof StateError);
    const failure = isDefect ? new StateError('States.Runtime', String(error)) : error;
    const lastId = error instanceof HistoryFullError ? this.history.events.length : root.lastId;
    const result = { status: 'FAILED', error: failure.error, cause: failure.cause ?? '' } as const;
    this.#end(
      result,
      () =>
        this.history.append('ExecutionFailed', lastId, {
          executionFailedEventDetails: failureOf(failure),
        }),
      () => (isDefect ? this.#ended.reject(error) : this.#ended.resolve(result)),
    );
  }

  #end(
    result: ExecutionResult,
    writeLastEvent: () => void,
    settle: () => void = () => this.#ended.resolve(result),
  ): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort(new ExecutionEndedError());
    writeLastEvent();
    this.onEnd(result);
    settle();
  }

  async #runStates(
    { StartAt, States }: StateMachineDefinition,
    input: unknown,
    branch: Branch,
  ): Promise<unknown> {
    let name: string | undefined = StartAt;
    let value = input;
    while (name !== undefined) {
      const state: StateDefinition | undefined = States[name];
      if (state === undefined) throw new StateError('States.Runtime', `No state "${name}"`);
      const step = await this.#passThrough(name, { state, input: value, branch });
      value = step.output;
      name = step.next;
    }
    return value;
  }

  async #passThrough(
    name: string,
    { state, input, branch }: { state: StateDefinition; input: unknown; branch: Branch },
  ): Promise<StateStep> {
    const previousId = branch.lastId;
    const enteredId = branch.tell([
      `${state.Type}StateEntered`,
      { stateEnteredEventDetails: { name, ...inputOf(jsonText(input)) } },
    ]);
    limitedText(input, name);
    const enteredTime = new Date(this.#ports.clock.nowMs()).toISOString();
    const pass = new StatePass(
      { name, state, input, branch, enteredId, previousId, enteredTime },
      this.#ports.random,
    );
    const step = await this.#work(pass);
    branch.tell([
      `${state.Type as Exclude<StateDefinition['Type'], 'Fail'>}StateExited`,
      {
        stateExitedEventDetails: {
          name,
          ...outputOf(step.outputText),
          ...assignedOf(step.assigned),
        },
      },
    ]);
    return step;
  }

  async #work(pass: StatePass): Promise<StateStep> {
    const { state, input, next, branch } = pass;
    switch (state.Type) {
      case 'Task':
      case 'Map':
        return await this.#tryWork(pass);
      case 'Choice':
        return await choose(pass);
      case 'Fail':
        throw await failureOfState(pass);
      case 'Wait': {
        const expected = { location: 'Seconds', type: 'number' };
        const seconds = await pass.evaluateTyped<number>(state.Seconds, expected);
        await this.#ports.clock.sleepMs(seconds * 1000, branch.signal);
        return await pass.leave(state, { output: input, next });
      }
      case 'Pass':
      case 'Succeed':
        return await pass.leave(state, { output: input, next });
    }
  }

  /** Runs a Task or Map with its Retry and Catch. */
  async #tryWork(pass: StatePass): Promise<StateStep> {
    const { state, next, branch } = pass;
    const policy = new RetryPolicy(state.Retry ?? [], this.#ports.random);
    for (;;) {
      try {
        const result = await this.#attempt(pass);
        return await pass.leave(state, { output: result, states: { result }, next });
      } catch (error) {
        if (!(error instanceof StateError) || error instanceof HistoryFullError) throw error;
        branch.signal.throwIfAborted();
        const pauseMs = policy.nextPauseMs(error);
        if (pauseMs !== undefined) {
          pass.retryCount = policy.retryCount;
          await this.#ports.clock.sleepMs(pauseMs, branch.signal);
          continue;
        }
        const catcher = catcherOf(state.Catch ?? [], error);
        if (catcher === undefined) throw error;
        const output = errorOutput(error);
        return await pass.leave(catcher, {
          output,
          states: { errorOutput: output },
          next: catcher.Next,
        });
      }
    }
  }

  async #attempt(pass: StatePass): Promise<unknown> {
    const { state, input } = pass;
    if (state.Type === 'Map') {
      return state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED'
        ? await this.#runDistributed(pass)
        : await new MapRun(pass, (...of) => this.#runStates(...of)).run();
    }
    const taskInput =
      state.Arguments === undefined ? input : await pass.evaluate(state.Arguments, 'Arguments');
    return await attemptTask(this.#ports, pass, taskInput);
  }

  async #runDistributed(pass: StatePass): Promise<readonly unknown[]> {
    const { runTask, onMapEvent, ...ports } = this.#ports;
    const run = new DistributedMapRun(pass, {
      runTask,
      startChild: (definition, start) => {
        const child = new StateMachineExecution(definition, {
          ...ports,
          runTask,
          onEvent: (event) => onMapEvent?.(event),
        });
        child.start(start);
        return child;
      },
    });
    return await run.run();
  }
}

async function choose(pass: StatePass): Promise<StateStep> {
  const { state, input } = pass;
  for (const [index, rule] of (state.Choices ?? []).entries()) {
    const expected = { location: `Choices[${index}]/Condition`, type: 'boolean' };
    if (await pass.evaluateTyped<boolean>(rule.Condition, expected)) {
      return await pass.leave(rule, { output: input, next: rule.Next });
    }
  }
  if (state.Default === undefined) {
    throw new StateError(
      'States.NoChoiceMatched',
      `An error occurred while executing the state '${pass.name}'. Failed to transition out of the state. No rule matched and there is no Default.`,
    );
  }
  return await pass.leave(state, { output: input, next: state.Default });
}

async function failureOfState(pass: StatePass): Promise<StateError> {
  const textOf = async (template: unknown, location: string) =>
    template === undefined
      ? undefined
      : await pass.evaluateTyped<string>(template, { location, type: 'string' });
  const cause = await textOf(pass.state.Cause, 'Cause');
  return new StateError((await textOf(pass.state.Error, 'Error')) ?? '', cause);
}
