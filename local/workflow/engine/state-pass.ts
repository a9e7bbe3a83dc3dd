import type { Random } from '../../../shared/runtime/random.ts';
import type { Branch } from './branch.ts';
import { limitedText } from './data-limits.ts';
import type { StateDefinition, Transition } from './definition.ts';
import { EvaluationError, evaluateField, evaluateTyped } from './jsonata-template.ts';
import type { AssignedTexts } from './variables.ts';

/** What a state brought. */
export interface StateStep {
  readonly output: unknown;
  /** The output as JSON. */
  readonly outputText: string;
  readonly assigned: AssignedTexts;
  /** Absent where the branch ends. */
  readonly next: string | undefined;
}

/** What the execution knows of a state that it enters. */
interface EnteredState {
  readonly name: string;
  readonly state: StateDefinition;
  readonly input: unknown;
  readonly branch: Branch;
  readonly enteredId: number;
  /** The event from which the entering follows. */
  readonly previousId: number;
  readonly enteredTime: string;
}

/** One pass through a state: evaluates its fields and tells the history where that fails. */
export class StatePass {
  readonly name: string;
  readonly state: StateDefinition;
  readonly input: unknown;
  readonly branch: Branch;
  readonly #entered: EnteredState;
  readonly #random: Random;
  /** Attempts after the first. */
  retryCount = 0;

  constructor(entered: EnteredState, random: Random) {
    this.name = entered.name;
    this.state = entered.state;
    this.input = entered.input;
    this.branch = entered.branch;
    this.#entered = entered;
    this.#random = random;
  }

  /** Where the state goes by itself. */
  get next(): string | undefined {
    return this.state.End === true ? undefined : this.state.Next;
  }

  /**
   * Fills in a field of the state.
   *
   * @param states What `$states` has beside input and context.
   * @throws {EvaluationError} If an expression in it fails.
   */
  evaluate(template: unknown, location: string, states: object = {}): Promise<unknown> {
    return this.#telling(() => evaluateField(template, location, this.#scope(states)));
  }

  /** As `evaluate`, for a field of one type. */
  evaluateTyped<T>(template: unknown, expected: { location: string; type: string }): Promise<T> {
    return this.#telling(() => evaluateTyped<T>(template, expected, this.#scope({})));
  }

  /**
   * Leaves the state: Output and Assign are evaluated with the variables as they were.
   *
   * @param transition The state itself, or the rule of its Choice or Catch that applies.
   * @param given The output where the transition has none, and what `$states` has of it.
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

  /** Recorded executions follow it from the event before the state, if nothing came between. */
  #tellFailure({ error, cause, location }: EvaluationError): void {
    const { enteredId, previousId, name } = this.#entered;
    if (this.branch.lastId === enteredId) this.branch.lastId = previousId;
    this.branch.tell([
      'EvaluationFailed',
      { evaluationFailedEventDetails: { error, cause, location, state: name } },
    ]);
  }
}
