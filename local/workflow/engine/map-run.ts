import type { Branch } from './branch.ts';
import { limitedText } from './data-limits.ts';
import type { StateMachineDefinition } from './definition.ts';
import { HistoryFullError } from './history-log.ts';
import { StateError } from './state-error.ts';
import type { StatePass } from './state-pass.ts';
import { Variables } from './variables.ts';

/**
 * Maximum number of concurrent iterations of an inline Map (developer guide, "Map state in Inline
 * mode").
 */
const CONCURRENCY_MAX = 40;

/** Runs the states of an iteration, and returns its result. */
type RunStates = (
  definition: StateMachineDefinition,
  input: unknown,
  branch: Branch,
) => Promise<unknown>;

interface Iteration {
  readonly index: number;
  readonly item: unknown;
  readonly branch: Branch;
}

/** One run of an inline Map state: runs the iterations, and ends the others when one fails. */
export class MapRun {
  readonly #pass: StatePass;
  readonly #runStates: RunStates;
  /** Aborted when an iteration has failed. */
  readonly #failing = new AbortController();
  readonly #running = new Set<Iteration>();
  #items: readonly unknown[] = [];
  #nextIndex = 0;

  constructor(pass: StatePass, runStates: RunStates) {
    this.#pass = pass;
    this.#runStates = runStates;
  }

  /**
   * Runs all iterations.
   *
   * @returns Their results, in the order of the items.
   * @throws {StateError} The failure of the first iteration that fails; the others are ended where
   *   they are.
   */
  async run(): Promise<readonly unknown[]> {
    const { state, input, branch } = this.#pass;
    try {
      this.#items =
        state.Items === undefined
          ? (input as readonly unknown[])
          : await this.#pass.evaluateTyped<unknown[]>(state.Items, {
              location: 'Items',
              type: 'array',
            });
      branch.tell([
        'MapStateStarted',
        { mapStateStartedEventDetails: { length: this.#items.length } },
      ]);
      const results = await this.#runAll();
      // In recorded executions, leaving the state follows the last iteration, not this event.
      branch.tellAside('MapStateSucceeded', branch.lastId);
      return results;
    } catch (error) {
      if (isFailure(error) && !branch.signal.aborted) branch.tell(['MapStateFailed']);
      throw error;
    }
  }

  async #runAll(): Promise<readonly unknown[]> {
    const maxConcurrency = await concurrencyOf(this.#pass);
    const startedId = this.#pass.branch.lastId;
    const width = Math.min(
      this.#items.length,
      maxConcurrency === 0 ? CONCURRENCY_MAX : maxConcurrency,
      CONCURRENCY_MAX,
    );
    const results: unknown[] = new Array(this.#items.length);
    const first = Array.from({ length: width }, () => this.#begin(startedId));
    await Promise.all(
      first.map(async (begun) => {
        for (let each: Iteration | undefined = begun; each !== undefined; ) {
          results[each.index] = await this.#runOne(each);
          each = this.#nextIndex < this.#items.length ? this.#begin(each.branch.lastId) : undefined;
        }
      }),
    );
    return results;
  }

  #begin(previousId: number): Iteration {
    const { branch, name } = this.#pass;
    const index = this.#nextIndex++;
    const item = this.#items[index];
    const iteration = {
      index,
      item,
      branch: branch.inner(new Variables(branch.variables), {
        context: { Map: { Item: { Index: index, Value: item } } },
        signal: AbortSignal.any([branch.signal, this.#failing.signal]),
        lastId: previousId,
      }),
    };
    this.#running.add(iteration);
    iteration.branch.tell([
      'MapIterationStarted',
      { mapIterationStartedEventDetails: { index, name } },
    ]);
    return iteration;
  }

  async #runOne(iteration: Iteration): Promise<unknown> {
    const { state, name, branch: outside } = this.#pass;
    const { index, branch } = iteration;
    try {
      const input = await this.#inputOf(iteration);
      const result = await this.#runStates(
        state.ItemProcessor as StateMachineDefinition,
        input,
        branch,
      );
      this.#running.delete(iteration);
      outside.lastId = branch.tellAside('MapIterationSucceeded', branch.lastId, {
        mapIterationSucceededEventDetails: { index, name },
      });
      return result;
    } catch (error) {
      if (isFailure(error) && !branch.signal.aborted) this.#fail(iteration, error);
      throw error;
    }
  }

  async #inputOf({ item, branch }: Iteration): Promise<unknown> {
    const { state, name } = this.#pass;
    if (state.ItemSelector === undefined) return item;
    const { Map: place } = branch.context;
    const context = { ...this.#pass.branch.context, Map: place };
    const input = await this.#pass.evaluate(state.ItemSelector, 'ItemSelector', { context });
    limitedText(input, name);
    return input;
  }

  #fail(failed: Iteration, error: StateError): void {
    const { name, branch } = this.#pass;
    this.#running.delete(failed);
    const { lastId } = failed.branch;
    branch.lastId = lastId;
    branch.tellAside('MapIterationFailed', lastId, {
      mapIterationFailedEventDetails: { index: failed.index, name },
    });
    this.#failing.abort(error);
    for (const { index } of this.#running) {
      branch.tellAside('TaskStateAborted', lastId);
      branch.tellAside('MapIterationAborted', lastId, {
        mapIterationAbortedEventDetails: { index, name },
      });
    }
  }
}

/** Returns how many iterations the state allows at a time; 0 if it sets no limit. */
export async function concurrencyOf(pass: StatePass): Promise<number> {
  const { MaxConcurrency = 0 } = pass.state;
  return await pass.evaluateTyped<number>(MaxConcurrency, {
    location: 'MaxConcurrency',
    type: 'number',
  });
}

function isFailure(error: unknown): error is StateError {
  return error instanceof StateError && !(error instanceof HistoryFullError);
}
