import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import { seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import { randomUuid } from '../../cloud/wire/identifiers.ts';

/**
 * Steps of one evaluation, and its depth. They stand for the second and the stack that Step Functions
 * gives to an expression: a count, and no clock, so that an evaluation ends the same way everywhere.
 */
const STEP_COUNT_MAX = 1_000_000;
const DEPTH_MAX = 200;

/** Parsing takes longer than evaluating, and a definition has the same few expressions. */
const PARSED = new Map<string, jsonata.Expression>();

/**
 * Evaluates a JSONata expression as Step Functions does: with its additional functions and without
 * `$eval`.
 *
 * @param variables By name, without `$`; `states` is among them.
 * @returns `undefined` if it returns nothing.
 * @throws If the expression is malformed, fails, or does not end.
 */
export async function evaluateExpression(
  expression: string,
  variables: Readonly<Record<string, unknown>>,
  random: Random,
): Promise<unknown> {
  const parsed = PARSED.get(expression) ?? jsonata(expression);
  PARSED.set(expression, parsed);
  return await parsed.evaluate(undefined, { ...functions(random), ...limits(), ...variables });
}

/** JSONata calls these two around each step of an evaluation. */
function limits() {
  let stepCount = 0;
  let depth = 0;
  return {
    __evaluate_entry: () => {
      stepCount += 1;
      depth += 1;
      if (stepCount > STEP_COUNT_MAX || depth > DEPTH_MAX) {
        throw new RangeError('Expression evaluation timeout: check for infinite recursion or loop');
      }
    },
    __evaluate_exit: () => {
      depth -= 1;
    },
  };
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
