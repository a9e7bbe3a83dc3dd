import { describe, expect, it } from '@jest/globals';
import { runState } from '../../../../support/machine-run.ts';

/** Returns the output of a Pass state with this expression, or the cause of its failure. */
async function outputOf(expression: string, input: unknown = {}): Promise<unknown> {
  const { result } = await runState(
    { Type: 'Pass', Output: `{% ${expression} %}` },
    { input, random: () => 0.5 },
  );
  return result.status === 'SUCCEEDED' ? result.output : (result as { cause: string }).cause;
}

describe('an expression', () => {
  it.each([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ["$hash('a', 'SHA-256')", 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
    ['$parse(\'{"a":[1]}\').a', [1]],
    ['$random()', 0.5],
    ['$random(7) = $random(7)', true],
    ['$length($uuid())', 36],
  ])('has the functions of Step Functions: %s', async (expression, value) => {
    expect(await outputOf(expression)).toEqual(value);
  });

  it.each([
    ['[$states.input]', [[1]], [[1]]],
    ['$states.input', [1], [1]],
    ['$states.input.a', { a: [] }, []],
    ['$states.input.a', { a: null }, null],
    ['$states.input[0]', [7], 7],
  ])('keeps a list of one: %s of %j', async (expression, input, value) => {
    expect(await outputOf(expression, input)).toEqual(value);
  });

  it.each([
    ['$absent', 'returned nothing (undefined).'],
    ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ["$parse('{')", 'threw an error during evaluation. '],
    ['function($x){$x}', 'returned an unsupported result type.'],
    ['($f := function($x){$f($x + 1) + 1}; $f(1))', 'timeout: check for infinite recursion'],
    ['($f := function($x){$f($x + 1)}; $f(1))', 'timeout: check for infinite recursion'],
  ])('fails with the message of Step Functions: %s', async (expression, text) => {
    const cause = await outputOf(expression);

    expect(cause).toContain(
      `An error occurred while executing the state 'Work' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output' `,
    );
    expect(cause).toContain(text);
  });

  it('reads the context of the execution', async () => {
    expect(await outputOf('$states.context.Execution.Name & $states.context.State.Name')).toBe(
      'runWork',
    );
  });

  it('is plain text if it is not wrapped', async () => {
    const { result } = await runState({ Type: 'Pass', Output: { a: '$states.input', b: [null] } });

    expect(result).toEqual({ status: 'SUCCEEDED', output: { a: '$states.input', b: [null] } });
  });
});
