import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import { randomUuid } from '../../cloud/wire/identifiers.ts';

/**
 * Maximum steps and depth of one evaluation. They replace the one second and the stack that Step
 * Functions gives to an expression: counts instead of a clock, so that an evaluation ends the same
 * way on every machine.
 */
const STEP_COUNT_MAX = 100_000;
const DEPTH_MAX = 200;

/** JSONata calls the functions with these names before and after each step of an evaluation. */
const STEP_ENTRY = Symbol.for('jsonata.__evaluate_entry') as unknown as string;
const STEP_EXIT = Symbol.for('jsonata.__evaluate_exit') as unknown as string;

/** The variable that holds the budget of one evaluation, for the two callbacks. */
const BUDGET = '__budget';

interface Frame {
  lookup(name: string): unknown;
}

/** Parsed expressions: parsing takes longer than evaluating, and a definition has only a few. */
const PARSED = new Map<string, jsonata.Expression>();

/**
 * Evaluates a JSONata expression as Step Functions does: with its additional functions and without
 * `$eval`.
 *
 * @param variables By name, without `$`; `states` is among them.
 * @returns `undefined` if it returns nothing.
 * @throws If the expression is malformed, fails, or exceeds its limits.
 */
export async function evaluateExpression(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
  random: Random,
): Promise<unknown> {
  return await parsed(expression).evaluate(undefined, {
    ...functions(random),
    [BUDGET]: new EvaluationBudget(),
    ...variables,
  });
}

function parsed(expression: string): jsonata.Expression {
  const known = PARSED.get(expression);
  if (known !== undefined) return known;
  const parsing = jsonata(expression);
  parsing.assign(STEP_ENTRY, (_step: unknown, _input: unknown, frame: Frame) =>
    (frame.lookup(BUDGET) as EvaluationBudget).enter(),
  );
  parsing.assign(STEP_EXIT, (_step: unknown, _input: unknown, frame: Frame) =>
    (frame.lookup(BUDGET) as EvaluationBudget).leave(),
  );
  PARSED.set(expression, parsing);
  return parsing;
}

/** Limits the steps and the depth of one evaluation. */
class EvaluationBudget {
  #stepCount = 0;
  #depth = 0;

  /** @throws {RangeError} If a limit is exceeded. */
  enter(): void {
    this.#stepCount += 1;
    this.#depth += 1;
    if (this.#stepCount > STEP_COUNT_MAX || this.#depth > DEPTH_MAX) {
      throw new RangeError('Expression evaluation timeout: check for infinite recursion or loop');
    }
  }

  leave(): void {
    this.#depth -= 1;
  }
}

function functions(random: Random) {
  return {
    eval: undefined,
    parse: (text: string) => JSON.parse(text),
    partition: (list: readonly unknown[], size: number) =>
      Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
        list.slice(index * size, (index + 1) * size),
      ),
    range: (first: number, last: number, step: number) =>
      Array.from(
        { length: Math.max(0, Math.floor((last - first) / step) + 1) },
        (_, index) => first + index * step,
      ),
    hash: (text: string, algorithm: string) =>
      createHash(algorithm.toLowerCase().replace('-', '')).update(text).digest('hex'),
    random: (seed?: number) => (seed === undefined ? random() : seededRandom(seed)()),
    uuid: () => randomUuid(random),
  };
}
