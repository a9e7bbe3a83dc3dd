import { matchesWildcard } from './wildcard-pattern.ts';

/** Result of evaluating a condition block. */
interface ConditionResult {
  readonly isMet: boolean;
  /** Keys that the block tests and the context does not have. */
  readonly missingKeys: readonly string[];
}

/** Values of condition keys, by lower-case name: IAM compares key names without case. */
export type NormalisedContext = ReadonlyMap<string, readonly string[]>;

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type Comparison = (value: string, accepted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (value, accepted) => value === accepted,
  StringEqualsIgnoreCase: (value, accepted) => value.toLowerCase() === accepted.toLowerCase(),
  StringLike: (value, accepted) => matchesWildcard(accepted, value, { isCaseSensitive: true }),
  ArnEquals: (value, accepted) => matchesWildcard(accepted, value, { isCaseSensitive: true }),
  ArnLike: (value, accepted) => matchesWildcard(accepted, value, { isCaseSensitive: true }),
  Bool: (value, accepted) => value.toLowerCase() === accepted.toLowerCase(),
  NumericEquals: (value, accepted) => Number(value) === Number(accepted),
  NumericLessThan: (value, accepted) => Number(value) < Number(accepted),
  NumericLessThanEquals: (value, accepted) => Number(value) <= Number(accepted),
  NumericGreaterThan: (value, accepted) => Number(value) > Number(accepted),
  NumericGreaterThanEquals: (value, accepted) => Number(value) >= Number(accepted),
};

/**
 * Evaluates the condition block of a statement. Every operator and key must be met.
 *
 * @throws {RangeError} If an operator is not one of those that the local cloud knows.
 */
export function evaluateConditions(
  conditions: Conditions,
  context: NormalisedContext,
): ConditionResult {
  const missingKeys: string[] = [];
  let isMet = true;
  for (const [operator, tests] of Object.entries(conditions)) {
    const test = parseOperator(operator);
    for (const [key, accepted] of Object.entries(tests)) {
      const values = context.get(key.toLowerCase());
      if (values === undefined && test.kind !== 'null') missingKeys.push(key);
      if (!test.isMet(values, typeof accepted === 'string' ? [accepted] : accepted)) isMet = false;
    }
  }
  return { isMet, missingKeys };
}

interface OperatorTest {
  readonly kind: 'null' | 'comparison';
  isMet(values: readonly string[] | undefined, accepted: readonly string[]): boolean;
}

function parseOperator(operator: string): OperatorTest {
  const [, quantifier, name = '', ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (name === 'Null') {
    return {
      kind: 'null',
      isMet: (values, accepted) => accepted.includes(String(values === undefined)),
    };
  }
  const isNegated = /^(String|Arn|Numeric)Not/.test(name);
  const comparison = COMPARISONS[isNegated ? name.replace('Not', '') : name];
  if (comparison === undefined) {
    throw new RangeError(
      `Cannot evaluate an IAM condition: the operator must be one the local cloud knows: current value is "${operator}"`,
    );
  }
  const isAccepted = (value: string, accepted: readonly string[]) =>
    accepted.some((candidate) => comparison(value, candidate)) !== isNegated;
  return {
    kind: 'comparison',
    isMet: (values, accepted) => {
      if (values === undefined) {
        return isNegated || ifExists !== undefined || quantifier === 'ForAllValues';
      }
      return quantifier === 'ForAllValues' || (isNegated && quantifier === undefined)
        ? values.every((value) => isAccepted(value, accepted))
        : values.some((value) => isAccepted(value, accepted));
    },
  };
}
