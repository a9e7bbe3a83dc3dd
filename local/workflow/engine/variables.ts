import { dataLimitExceeded, limitedText, VARIABLES_BYTES_MAX } from './data-limits.ts';

/** JSON texts of the variables that a state assigned, by name. */
export type AssignedTexts = Readonly<Record<string, string>>;

/** Size of all variables of an execution, in bytes. */
interface VariableBudget {
  usedBytes: number;
}

/**
 * The variables of an execution, or of one iteration of a Map. An iteration reads the variables
 * outside it and keeps its own.
 */
export class Variables {
  readonly #outer: Variables | undefined;
  readonly #budget: VariableBudget;
  readonly #own = new Map<string, { readonly value: unknown; readonly bytes: number }>();

  constructor(outer?: Variables) {
    this.#outer = outer;
    this.#budget = outer === undefined ? { usedBytes: 0 } : outer.#budget;
  }

  /** Returns all variables that can be read here, by name. */
  all(): Readonly<Record<string, unknown>> {
    return {
      ...this.#outer?.all(),
      ...Object.fromEntries([...this.#own].map(([name, { value }]) => [name, value])),
    };
  }

  /**
   * Assigns all variables of one Assign.
   *
   * @param stateName Name of the assigning state, for the error.
   * @throws {StateError} If they are too large. The documentation names no separate error for this.
   * @throws {RangeError} If an outer scope has one of them; Step Functions refuses such a
   *   definition.
   */
  assign(values: Readonly<Record<string, unknown>>, stateName: string): AssignedTexts {
    limitedText(values, stateName);
    const outside = this.#outer?.all() ?? {};
    const texts = Object.entries(values).map(([name, value]) => {
      if (Object.hasOwn(outside, name)) {
        throw new RangeError(`Cannot assign "${name}" in ${stateName}: an outer scope has it`);
      }
      const text = limitedText(value, stateName);
      const bytes = Buffer.byteLength(text);
      this.#budget.usedBytes += bytes - (this.#own.get(name)?.bytes ?? 0);
      this.#own.set(name, { value, bytes });
      return [name, text] as const;
    });
    if (this.#budget.usedBytes > VARIABLES_BYTES_MAX) throw dataLimitExceeded(stateName);
    return Object.fromEntries(texts);
  }
}
