import type { ExecutionEvent } from '../../../local/cloud/states/execution-history.ts';
import type {
  StateDefinition,
  StateMachineDefinition,
} from '../../../local/workflow/state-machine-definition.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import { type ChoiceRule, ruleHolds } from './asl-choice.ts';
import { fillTemplate, placeResult, type ValueScope, valueAt } from './asl-values.ts';
import { matchesError, StateError } from './state-error.ts';

/** What an execution runs in. */
export interface StateMachinePorts {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Runs a Task state's work.
   *
   * @throws {StateError} If it fails.
   */
  runTask(state: StateDefinition, parameters: unknown): Promise<unknown>;
  /** Called when a state is entered, before anything of it happens. */
  onEnter?(stateName: string): void;
  /** Called for each state that is entered or left, as the history has it. */
  onEvent?(event: ExecutionEvent): void;
  /** Called when a Task has been started, which stopping the execution does not stop. */
  onStarted?(stateName: string): void;
}

/** How an execution ended by itself. */
export type MachineResult =
  | { readonly status: 'SUCCEEDED'; readonly output: unknown }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string };

/** Largest input and output of a state, bytes (Step Functions quotas). */
const STATE_BYTES_MAX = 262_144;

const FOREVER = new Promise<never>(() => undefined);

/**
 * A small interpreter of the Amazon States Language, for exactly what our machine uses, on a clock
 * of the caller's. aws-local-stepfunctions waits on real timers and has no time-outs of tasks, so it
 * cannot replay a seed; a test holds the two against each other.
 */
export class StateMachineExecution {
  readonly #definition: StateMachineDefinition;
  readonly #ports: StateMachinePorts;
  #isStopped = false;

  constructor(definition: StateMachineDefinition, ports: StateMachinePorts) {
    this.#definition = definition;
    this.#ports = ports;
  }

  /** Lets no further state be entered, and no Catch run; tasks under way go on. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Never settles if the execution is stopped. */
  async run(input: unknown, context: Readonly<Record<string, unknown>>): Promise<MachineResult> {
    try {
      return {
        status: 'SUCCEEDED',
        output: await this.#runStates(this.#definition, input, context),
      };
    } catch (error) {
      const { error: name, cause = '' } = asStateError(error);
      return { status: 'FAILED', error: name, cause };
    }
  }

  async #runStates(
    { StartAt, States }: StateMachineDefinition,
    input: unknown,
    context: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    let name: string | undefined = StartAt;
    let value = input;
    while (name !== undefined) {
      if (this.#isStopped) await FOREVER;
      const state = States[name];
      if (state === undefined) {
        throw new StateError('States.Runtime', `No state "${name}"`);
      }
      const stateType = state.Type;
      this.#ports.onEvent?.({ type: 'StateEntered', stateType, name, input: value });
      this.#ports.onEnter?.(name);
      if (this.#isStopped) await FOREVER;
      const step = await this.#runState(name, state, value, {
        ...context,
        State: { Name: name },
      });
      this.#ports.onEvent?.({ type: 'StateExited', stateType, name, output: step.output });
      value = step.output;
      name = step.next;
    }
    return value;
  }

  async #runState(
    name: string,
    state: StateDefinition,
    input: unknown,
    context: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly output: unknown; readonly next: string | undefined }> {
    const scope = { input, context };
    const next = state.End === true ? undefined : (state.Next as string | undefined);
    switch (state.Type) {
      case 'Succeed':
        return { output: input, next: undefined };
      case 'Fail':
        throw new StateError(
          textOf(state, 'Error', scope) ?? 'States.Runtime',
          textOf(state, 'Cause', scope) ?? '',
        );
      case 'Pass':
        return { output: passOutput(state, scope), next };
      case 'Choice': {
        const rules = state.Choices as readonly ChoiceRule[];
        const rule = rules.find((each) => ruleHolds(each, scope));
        return { output: input, next: (rule?.Next ?? state.Default) as string };
      }
      case 'Wait': {
        const seconds = state.SecondsPath
          ? Number(valueAt(String(state.SecondsPath), scope))
          : Number(state.Seconds);
        await this.#ports.clock.sleepMs(seconds * 1000);
        return { output: input, next };
      }
      case 'Task':
      case 'Map':
        return await this.#runWork(name, state, scope, next);
      default:
        throw new StateError('States.Runtime', `No state type "${state.Type}" here`);
    }
  }

  /** A Task or Map with its Retry and Catch. */
  async #runWork(
    name: string,
    state: StateDefinition,
    scope: ValueScope,
    next: string | undefined,
  ): Promise<{ readonly output: unknown; readonly next: string | undefined }> {
    const retryCounts = new Map<Retrier, number>();
    for (;;) {
      try {
        const result =
          state.Type === 'Map'
            ? await this.#runMap(state, scope)
            : await this.#runTaskOnce(name, state, scope);
        if (this.#isStopped) await FOREVER;
        const selected =
          state.ResultSelector === undefined
            ? result
            : fillTemplate(state.ResultSelector, { ...scope, input: result });
        const output = placeResult(scope.input, selected, state.ResultPath as string | undefined);
        checkSize(output);
        return { output, next };
      } catch (error) {
        const failure = asStateError(error);
        if (this.#isStopped) await FOREVER;
        const pauseMs = this.#retryPauseMs(state, failure, retryCounts);
        if (pauseMs !== undefined) {
          await this.#ports.clock.sleepMs(pauseMs);
          if (this.#isStopped) await FOREVER;
          continue;
        }
        const catcher = ((state.Catch ?? []) as readonly Catcher[]).find(({ ErrorEquals }) =>
          matchesError(ErrorEquals, failure.error),
        );
        if (catcher === undefined) throw failure;
        const caught = {
          Error: failure.error,
          ...(failure.cause !== undefined && { Cause: failure.cause }),
        };
        return { output: placeResult(scope.input, caught, catcher.ResultPath), next: catcher.Next };
      }
    }
  }

  async #runTaskOnce(name: string, state: StateDefinition, scope: ValueScope): Promise<unknown> {
    const parameters =
      state.Parameters === undefined ? scope.input : fillTemplate(state.Parameters, scope);
    checkSize(parameters);
    const answered = new AbortController();
    const work = this.#ports.runTask(state, parameters);
    this.#ports.onStarted?.(name);
    const timeout = this.#ports.clock.sleepMs(Number(state.TimeoutSeconds) * 1000, answered.signal);
    try {
      return await Promise.race([
        work,
        timeout.then(() => {
          throw new StateError('States.Timeout', undefined);
        }),
      ]);
    } finally {
      answered.abort();
      // Whichever lost the race may still reject; nobody waits for it any more.
      timeout.catch(() => undefined);
      work.catch(() => undefined);
    }
  }

  async #runMap(state: StateDefinition, scope: ValueScope): Promise<readonly unknown[]> {
    const items = valueAt(String(state.ItemsPath), scope) as readonly unknown[];
    const results: unknown[] = new Array(items.length);
    let nextIndex = 0;
    const worker = async () => {
      while (nextIndex < items.length) {
        const Index = nextIndex++;
        const context = {
          ...(scope.context as object),
          Map: { Item: { Index, Value: items[Index] } },
        };
        const input = fillTemplate(state.ItemSelector, { ...scope, context });
        results[Index] = await this.#runStates(
          state.ItemProcessor as unknown as StateMachineDefinition,
          input,
          context,
        );
      }
    };
    const workerCount = Math.min(items.length, Number(state.MaxConcurrency ?? 40));
    await Promise.all(Array.from({ length: workerCount }, worker));
    return results;
  }

  #retryPauseMs(
    state: StateDefinition,
    { error }: StateError,
    counts: Map<Retrier, number>,
  ): number | undefined {
    const retrier = ((state.Retry ?? []) as readonly Retrier[]).find(({ ErrorEquals }) =>
      matchesError(ErrorEquals, error),
    );
    if (retrier === undefined) return undefined;
    const count = counts.get(retrier) ?? 0;
    if (count >= (retrier.MaxAttempts ?? 3)) return undefined;
    counts.set(retrier, count + 1);
    const seconds = Math.min(
      (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** count,
      retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
    );
    return 1000 * seconds * (retrier.JitterStrategy === 'FULL' ? this.#ports.random() : 1);
  }
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string;
}

function passOutput(state: StateDefinition, scope: ValueScope): unknown {
  const input =
    state.InputPath === undefined ? scope.input : valueAt(String(state.InputPath), scope);
  const result =
    state.Parameters === undefined
      ? (state.Result ?? input)
      : fillTemplate(state.Parameters, { ...scope, input });
  return placeResult(scope.input, result, state.ResultPath as string | undefined);
}

function textOf(state: StateDefinition, field: string, scope: ValueScope): string | undefined {
  const path = state[`${field}Path`];
  return path === undefined
    ? (state[field] as string | undefined)
    : String(valueAt(String(path), scope));
}

function checkSize(value: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes > STATE_BYTES_MAX) {
    throw new StateError(
      'States.DataLimitExceeded',
      `${bytes} bytes are more than a state may hold`,
    );
  }
}

/** Anything else is a defect of the simulator, and must not look like a failed run. */
function asStateError(error: unknown): StateError {
  if (error instanceof StateError) return error;
  throw error;
}
