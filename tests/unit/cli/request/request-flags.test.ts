import { parseArgs } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  AUTOTUNE_USAGE,
  readAutotuneOptions,
  stateMachineNameOf,
} from '../../../../cli/autotune/autotune-options.ts';
import {
  adviceInFlags,
  type FlagValues,
  REQUEST_FLAGS,
  requestOfFlags,
} from '../../../../cli/request/request-flags.ts';
import { readLocalDeployment } from '../../../../local/deployment/local-deployment.ts';
import { writtenRequestSchema } from '../../../../shared/contract/request-fields.ts';

function requestOf(...args: readonly string[]): object {
  const { values } = parseArgs({ args: [...args], allowNegative: true, options: REQUEST_FLAGS });
  return requestOfFlags(values as FlagValues);
}

describe('requestOfFlags()', () => {
  it('has a flag for every field of the request, except those of other commands', () => {
    const unflagged = ['functionName', 'compareWith', 'differencePercent'];
    const fields = Object.keys(writtenRequestSchema.shape).filter(
      (name) => !unflagged.includes(name),
    );
    const flags = fields.map((name) => name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`));

    expect(fields.length).toBeGreaterThan(20);
    expect(flags.filter((flag) => !(flag in REQUEST_FLAGS))).toEqual([]);
    expect(REQUEST_FLAGS).not.toHaveProperty('compare-with');
  });

  it.each([
    ['a number', ['--sample-count', '5'], { sampleCount: 5 }],
    ['a short name', ['--tolerance', '12.5'], { costTolerancePercent: 12.5 }],
    ['a text', ['--apply-to', 'live'], { applyTo: 'live' }],
    ['one of several words', ['--on-busy', 'wait'], { onBusy: 'wait' }],
    ['a switch', ['--apply', '--no-fresh'], { apply: true, fresh: false }],
    ['sizes', ['--power-values', '128,512'], { powerValues: [128, 512] }],
    ['one size', ['--power-values', '512'], { powerValues: [512] }],
    ['sizes as JSON', ['--power-values', '[128, 512]'], { powerValues: [128, 512] }],
    ['a range', ['--size-range', '256-2048'], { sizeRange: { minMb: 256, maxMb: 2048 } }],
    ['architectures', ['--architectures', 'x86_64,arm64'], { architectures: ['x86_64', 'arm64'] }],
    ['architectures as JSON', ['--architectures', '["arm64"]'], { architectures: ['arm64'] }],
    ['JSON', ['--payload', '{"a": 1}'], { payload: { a: 1 } }],
    ['JSON that is null', ['--payload', 'null'], { payload: null }],
    ['a text that is not a number, unchanged', ['--samples', 'many'], { sampleCount: 'many' }],
    ['an empty text, unchanged', ['--samples', ''], { sampleCount: '' }],
  ])('reads %s', (_name, args, request) => {
    expect(requestOf(...args)).toEqual(request);
  });

  it('reads JSON from a file', () => {
    expect(requestOf('--payload', 'local/samples/prime-search/event.json')).toEqual({
      payload: { from: 1_000_000, to: 1_500_000 },
    });
  });

  it('says what is accepted if a text is neither JSON nor a file', () => {
    expect(() => requestOf('--payload', 'missing.json')).toThrow(
      'Cannot read --payload missing.json: it must be JSON, or a file that holds JSON',
    );
  });

  it.each([
    ['--power-values', 'abc'],
    ['--power-values', '128,'],
    ['--power-values', '1.2.3'],
    ['--power-values', '128,1.2.3'],
    ['--power-values', 'README.md'],
    ['--power-values', '[128,'],
  ])('says which sizes are accepted: %s %s', (flag, text) => {
    expect(() => requestOf(flag, text)).toThrow(
      new Error(
        `Cannot read ${flag} ${text}: it must be sizes in MB, such as 128,512,1769, or a range such as 128-3008`,
      ),
    );
  });

  it('says which range is accepted', () => {
    expect(() => requestOf('--size-range', '256')).toThrow(
      'Cannot read --size-range 256: it must be a range in MB, such as 256-2048',
    );
  });
});

describe('readAutotuneOptions()', () => {
  it('sends the request as it was written, with flags before the file', () => {
    const options = readAutotuneOptions(['my-fn', '--apply', '--watch-minutes', '30']);

    expect(options).toMatchObject({
      request: { functionName: 'my-fn', apply: true, watchMinutes: 30 },
      stateMachine: 'lambda-autotuner-dev',
      isWaiting: true,
    });
  });

  it('reports the same problems of a request as the run', () => {
    expect(() => readAutotuneOptions(['my-fn', '--samples', '1', '--watch-minutes', '9'])).toThrow(
      'Cannot start tuning: the request has 2 problems: "sampleCount" must be an integer from 2 to 100: current value is 1; "watchMinutes" must not be given where "apply" is not true',
    );
  });

  it.each([
    [[], 'Cannot start a run: name a function, or give a request'],
    [['a', 'b'], 'Cannot tune several functions at once'],
    [['my-fn', '--endpoint', 'example.com'], 'Cannot read --endpoint'],
    [['my-fn', '--no-wait', '--live'], 'Cannot show'],
    [
      ['--request', '{"functionName": "my-fn"}'],
      'Cannot read --request {"functionName": "my-fn"}: it must be a file that holds JSON: there is no such file',
    ],
    [['my-fn', '--report', ''], 'Cannot read --report: it must name a file'],
    [['my-fn', '--foo'], "Unknown option '--foo'"],
  ])('refuses %j', (args, message) => {
    expect(() => readAutotuneOptions(args)).toThrow(message);
  });

  it('lists every flag in its help', () => {
    const flags = Object.keys(REQUEST_FLAGS);

    expect(flags.filter((flag) => !AUTOTUNE_USAGE.includes(`--${flag}`))).toEqual([]);
  });
});

describe('adviceInFlags()', () => {
  it.each([
    ['run again with "fresh": true', 'run again with --fresh'],
    ['run again with a larger "sampleCount"', 'run again with a larger --samples'],
    ['ask for more samples with "sampleCount"', 'ask for more samples with --samples'],
    ['confirm it with "sampleCount": 10', 'confirm it with --samples 10'],
    ['see with "powerValues": [128, 256].', 'see with --power-values 128,256.'],
    [
      '"strategy": "value" with "costTolerancePercent": 10 takes it.',
      '--strategy value with --tolerance 10 takes it.',
    ],
    [
      '"architectures": ["x86_64", "arm64"] measures it',
      '--architectures x86_64,arm64 measures it',
    ],
  ])('%s', (text, inFlags) => {
    expect(adviceInFlags(text)).toBe(inFlags);
    const words = inFlags.split(/[ ]/);
    const flags = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    expect(flags.every((flag) => flag in REQUEST_FLAGS)).toBe(true);
  });

  it.each([
    'TypeError: Missing "payload" in the body',
    '"RunUsdMax" of the deployment',
    'the answer {"status": "value"} has "fields": [a, b]',
    '"compareWith": "previous"',
  ])('leaves alone: %s', (text) => {
    expect(adviceInFlags(text)).toBe(text);
  });
});

describe('stateMachineNameOf()', () => {
  it('is the name that serverless.yml gives', () => {
    const { stateMachineName } = readLocalDeployment({
      accountId: '123456789012',
      region: 'us-east-1',
    });

    expect(stateMachineNameOf('dev')).toBe(stateMachineName);
  });
});
