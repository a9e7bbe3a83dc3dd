import { limitedText } from './data-limits.ts';
import type { StateMachineDefinition } from './definition.ts';
import type { EngineStart, ExecutionResult } from './execution-result.ts';
import { concurrencyOf } from './map-run.ts';
import { StateError } from './state-error.ts';
import type { StatePass } from './state-pass.ts';
import { abortion, type TaskPorts } from './task-attempt.ts';

/**
 * Maximum number of concurrent executions of a Map (developer guide, "Map state in Distributed
 * mode").
 */
const CONCURRENCY_MAX = 10_000;

/** An execution started by the Map, with its own state machine and history. */
interface ChildExecution {
  readonly result: Promise<ExecutionResult>;
  stop(): void;
}

/** Dependencies of a distributed Map. */
interface DistributedMapPorts extends Pick<TaskPorts, 'runTask'> {
  startChild(definition: StateMachineDefinition, start: EngineStart): ChildExecution;
}

/** The parts of an execution's `$states.context` that its Maps need. */
interface ParentContext {
  readonly Execution: { readonly Id: string; readonly Name: string; readonly RoleArn: string };
  readonly StateMachine: { readonly Id: string };
}

/**
 * One run of a Map state in distributed mode: each item is processed by a separate execution, which
 * cannot see the variables of the Map's execution. Items come from an ItemReader of JSON, or from
 * the state.
 */
export class DistributedMapRun {
  readonly #pass: StatePass;
  readonly #ports: DistributedMapPorts;
  readonly #parent: ParentContext;
  readonly #running = new Set<ChildExecution>();
  #items: readonly unknown[] = [];
  #nextIndex = 0;
  #failedCount = 0;
  #isEnding = false;

  constructor(pass: StatePass, ports: DistributedMapPorts) {
    this.#pass = pass;
    this.#ports = ports;
    this.#parent = pass.branch.context as unknown as ParentContext;
  }

  /**
   * Runs all items.
   *
   * @returns The outputs of the executions that succeeded, in the order of the items.
   * @throws {StateError} If the items cannot be read, or too many executions failed; the others are
   *   stopped then.
   */
  async run(): Promise<readonly unknown[]> {
    const { branch } = this.#pass;
    branch.tell(['MapStateStarted', { mapStateStartedEventDetails: { length: 0 } }]);
    const settled = new AbortController();
    try {
      branch.tell(['MapRunStarted', { mapRunStartedEventDetails: { mapRunArn: this.#runArn() } }]);
      this.#items = await this.#readItems();
      const results = await Promise.race([this.#runAll(), abortion(branch.signal, settled.signal)]);
      branch.tell(['MapRunSucceeded']);
      branch.tellAside('MapStateSucceeded', branch.lastId);
      return results;
    } catch (error) {
      if (error instanceof StateError && !branch.signal.aborted) {
        const { error: name, cause } = error;
        branch.tell([
          'MapRunFailed',
          { mapRunFailedEventDetails: { error: name, ...(cause !== undefined && { cause }) } },
        ]);
        branch.tell(['MapStateFailed']);
      }
      throw error;
    } finally {
      settled.abort();
      this.#isEnding = true;
      for (const child of this.#running) child.stop();
    }
  }

  async #readItems(): Promise<readonly unknown[]> {
    const { ItemReader, Items } = this.#pass.state;
    if (ItemReader === undefined) {
      const expected = { location: 'Items', type: 'array' };
      return await this.#pass.evaluateTyped<unknown[]>(Items, expected);
    }
    const input = await this.#pass.evaluate(ItemReader.Arguments, 'ItemReader/Arguments');
    const read = await this.#ports
      .runTask({ resource: String(ItemReader.Resource), input })
      .catch((error: unknown) => {
        if (!(error instanceof StateError)) throw error;
        throw new StateError('States.ItemReaderFailed', error.cause ?? error.error);
      });
    if (!Array.isArray(read)) {
      throw new StateError('States.ItemReaderFailed', 'Attempting to map over non-iterable node.');
    }
    return read;
  }

  async #runAll(): Promise<readonly unknown[]> {
    const width = Math.min(
      this.#items.length,
      (await concurrencyOf(this.#pass)) || CONCURRENCY_MAX,
      CONCURRENCY_MAX,
    );
    const results = new Map<number, unknown>();
    await Promise.all(
      Array.from({ length: width }, async () => {
        while (this.#nextIndex < this.#items.length && !this.#isEnding) {
          const index = this.#nextIndex++;
          const result = await this.#runItem(index);
          if (result.status === 'SUCCEEDED') results.set(index, result.output);
          else this.#countFailure();
        }
      }),
    );
    return [...results].toSorted(([a], [b]) => a - b).map(([, output]) => output);
  }

  async #runItem(index: number): Promise<ExecutionResult> {
    const { ItemProcessor } = this.#pass.state;
    const { Execution, StateMachine } = this.#parent;
    const input = await this.#inputOf(index);
    const stateMachineArn = `${StateMachine.Id}/${this.#label()}`;
    const name = `${Execution.Name}-${index}`;
    const child = this.#ports.startChild(ItemProcessor as StateMachineDefinition, {
      executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      stateMachineArn,
      roleArn: Execution.RoleArn,
      input,
    });
    this.#running.add(child);
    try {
      return await child.result;
    } finally {
      this.#running.delete(child);
    }
  }

  async #inputOf(index: number): Promise<unknown> {
    const { state, name, branch } = this.#pass;
    const item = this.#items[index];
    if (state.ItemSelector === undefined) return item;
    const context = { ...branch.context, Map: { Item: { Index: index, Value: item } } };
    const input = await this.#pass.evaluate(state.ItemSelector, 'ItemSelector', { context });
    limitedText(input, name);
    return input;
  }

  /** @throws {StateError} If more have failed than the state tolerates. */
  #countFailure(): void {
    this.#failedCount += 1;
    const { ToleratedFailurePercentage = 0 } = this.#pass.state;
    if ((100 * this.#failedCount) / this.#items.length > ToleratedFailurePercentage) {
      throw new StateError(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      );
    }
  }

  #label(): string {
    return this.#pass.state.Label ?? this.#pass.name;
  }

  #runArn(): string {
    const { StateMachine, Execution } = this.#parent;
    return `${StateMachine.Id.replace(':stateMachine:', ':mapRun:')}/${this.#label()}:${Execution.Name}`;
  }
}
