import type { Random } from '../../../shared/runtime/random.ts';
import type { Branch } from './branch.ts';
import { limitedText } from './data-limits.ts';
import type { StateDefinition, Transition } from './definition.ts';
import { EvaluationError, evaluateField, evaluateTyped } from './jsonata-template.ts';
import type { AssignedTexts } from './variables.ts';

/** Result of a state. */
export interface StateStep {
  readonly output: unknown;
  /** The output as JSON. */
  readonly outputText: string;
  readonly assigned: AssignedTexts;
  /** Name of the next state; absent if the branch ends. */
  readonly next: string | undefined;
}

/** A state that an execution has entered. */
interface EnteredState {
  readonly name: string;
  readonly state: StateDefinition;
  readonly input: unknown;
  readonly branch: Branch;
  readonly enteredId: number;
  /** Id of the event before the one that entered the state. */
  readonly previousId: number;
  readonly enteredTime: string;
}

/** One pass through a state: evaluates its fields and records failures to do so in the history. */
export class StatePass {
  readonly name: string;
  readonly state: StateDefinition;
  readonly input: unknown;
  readonly branch: Branch;
  readonly #entered: EnteredState;
  readonly #random: Random;
  /** Number of retries. */
  retryCount = 0;

  constructor(entered: EnteredState, random: Random) {
    this.name = entered.name;
    this.state = entered.state;
    this.input = entered.input;
    this.branch = entered.branch;
    this.#entered = entered;
    this.#random = random;
  }

  /** The next state unless a rule of Choice or Catch names another; `undefined` at the end. */
  get next(): string | undefined {
    return this.state.End === true ? undefined : this.state.Next;
  }

  /**
   * Evaluates a field of the state.
   *
   * @param states Fields of `$states` in addition to input and context.
   * @throws {EvaluationError} If an expression in it fails.
   */
  evaluate(template: unknown, location: string, states: object = {}): Promise<unknown> {
    return this.#telling(() => evaluateField(template, location, this.#scope(states)));
  }

  /** Like `evaluate`, for a field of a fixed type. */
  evaluateTyped<T>(template: unknown, expected: { location: string; type: string }): Promise<T> {
    return this.#telling(() => evaluateTyped<T>(template, expected, this.#scope({})));
  }

  /**
   * Leaves the state: Output and Assign are evaluated with the variables as they were before.
   *
   * @param transition The state itself, or the rule of its Choice or Catch that applies.
   * @param given The output if the transition has none, further fields of `$states`, and the next
   *   state.
   * @throws {StateError} If either cannot be evaluated or is too large.
   */
  async leave(
    transition: Transition,
    given: {
      readonly output: unknown;
      readonly states?: object;
      readonly next: string | undefined;
    },
  ): Promise<StateStep> {
    const { states = {}, next } = given;
    const output =
      transition.Output === undefined
        ? given.output
        : await this.evaluate(transition.Output, 'Output', states);
    const assigned =
      transition.Assign === undefined
        ? {}
        : ((await this.evaluate(transition.Assign, 'Assign', states)) as object);
    this.branch.signal.throwIfAborted();
    const outputText = limitedText(output, this.name);
    return {
      output,
      outputText,
      next,
      assigned: this.branch.variables.assign(assigned as Record<string, unknown>, this.name),
    };
  }

  #scope(states: object) {
    const { name, enteredId, enteredTime } = this.#entered;
    return {
      stateName: name,
      enteredId,
      random: this.#random,
      variables: this.branch.variables.all(),
      states: {
        input: this.input,
        context: {
          ...this.branch.context,
          State: { Name: name, EnteredTime: enteredTime, RetryCount: this.retryCount },
        },
        ...states,
      },
    };
  }

  async #telling<T>(evaluating: () => Promise<T>): Promise<T> {
    try {
      return await evaluating();
    } catch (error) {
      if (error instanceof EvaluationError) this.#tellFailure(error);
      throw error;
    }
  }

  /**
   * In recorded executions this event follows the one before the state, if nothing came in between.
   */
  #tellFailure({ error, cause, location }: EvaluationError): void {
    const { enteredId, previousId, name } = this.#entered;
    if (this.branch.lastId === enteredId) this.branch.lastId = previousId;
    this.branch.tell([
      'EvaluationFailed',
      { evaluationFailedEventDetails: { error, cause, location, state: name } },
    ]);
  }
}
