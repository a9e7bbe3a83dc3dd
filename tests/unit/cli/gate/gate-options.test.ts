import { describe, expect, it } from '@jest/globals';
import { readGateOptions } from '../../../../cli/gate/gate-options.ts';
import { UsageError } from '../../../../cli/usage-error.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';

function requestOf(...args: readonly string[]) {
  const options = readGateOptions(args);
  return options.kind === 'gate' ? options.request : undefined;
}

describe('readGateOptions()', () => {
  it('compares with the previous release of other code, unless another one is named', () => {
    expect(requestOf('orders')).toEqual({ functionName: 'orders', compareWith: 'previous' });
    expect(requestOf('orders', '--against', '12')).toMatchObject({ compareWith: '12' });
  });

  it('writes its flags to the fields of a request', () => {
    expect(
      requestOf(
        ...['orders:live', '--budget-ms', '250', '--percentile', '99', '--budget-usd', '0.05'],
        ...['--difference', '5', '--payload', '{"a":1}', '--invocations-max', '400'],
        ...['--on-busy', 'wait'],
      ),
    ).toEqual({
      functionName: 'orders:live',
      compareWith: 'previous',
      durationMsMax: 250,
      percentile: 99,
      tuningUsdMax: 0.05,
      differencePercent: 5,
      payload: { a: 1 },
      invocationsMax: 400,
      onBusy: 'wait',
    });
  });

  it('selects the tuner by its stage', () => {
    expect(readGateOptions(['orders', '--stage', 'prod'])).toMatchObject({
      stateMachine: 'lambda-autotuner-prod',
      format: 'text',
    });
  });

  it.each([
    [[], 'name a function, or give a request'],
    [['a', 'b'], 'several functions at once: also given were b'],
    [['a', '--json', '--markdown'], 'choose --json or --markdown'],
    [['a', '--budget-ms', 'soon'], 'Cannot read --budget-ms soon: it must be a number above 0'],
    [['a', '--budget-usd', '0'], 'Cannot read --budget-usd 0: it must be a number above 0'],
    [['a', '--dotenv', ''], '--dotenv: it must name a file'],
    [['a', '--apply'], "Unknown option '--apply'"],
  ])('refuses %j', (args, message) => {
    expect(() => readGateOptions(args)).toThrow(UsageError);
    expect(() => readGateOptions(args)).toThrow(message);
  });

  it('reports the same problems of a request as the run', () => {
    expect(() => readGateOptions(['orders', '--against', 'payments:3'])).toThrow(
      InvalidRequestError,
    );
    expect(() => readGateOptions(['orders', '--difference', '1'])).toThrow(
      '"differencePercent" must be a number from 3 to 100',
    );
  });
});
