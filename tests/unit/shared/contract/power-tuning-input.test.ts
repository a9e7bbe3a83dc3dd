import { describe, expect, it } from '@jest/globals';
import {
  POWER_TUNING_PARAMETERS,
  readPowerTuningInput,
} from '../../../../shared/contract/power-tuning-input.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

function read(parameters: Readonly<Record<string, unknown>> = {}) {
  const read = readPowerTuningInput({ lambdaARN: ARN, ...parameters });
  if (read === undefined) throw new Error('It was not read');
  return read;
}

/** The effect of each parameter: fields of the request, a note, or a refusal. */
const TABLE: readonly (readonly [
  parameter: string,
  value: unknown,
  becomes: Readonly<Record<string, unknown>> | string,
])[] = [
  ['lambdaARN', ARN, { functionName: ARN }],
  ['lambdaARN', 'orders', { functionName: 'orders' }],
  ['num', 10, { sampleCount: 10 }],
  ['num', '10', { sampleCount: 10 }],
  ['num', 101, '"num" must be an integer from 2 to 100'],
  ['powerValues', [512, 128], { powerValues: [128, 512] }],
  ['powerValues', ['512', '128'], { powerValues: [128, 512] }],
  ['powerValues', '128, 512', { powerValues: [128, 512] }],
  ['powerValues', 'ALL', { powerValues: { minMb: 128, maxMb: 3008 } }],
  ['powerValues', [], {}],
  ['powerValues', [64], '"powerValues[0]" must be'],
  ['powerValues', 'few', '"powerValues[0]" must be'],
  ['payload', { id: 1 }, {}],
  ['payloadS3', 's3://bucket/key', { payloadS3: 's3://bucket/key' }],
  ['payloadS3', 'bucket/key', '"payloadS3" must be the address of an object'],
  ['parallelInvocation', true, 'NOTE "parallelInvocation" has no effect'],
  ['parallelInvocation', false, {}],
  ['strategy', 'speed', { strategy: 'speed' }],
  ['strategy', 'fast', '"strategy" must be one of'],
  ['balancedWeight', 0.3, { balancedWeight: 0.3 }],
  ['balancedWeight', 7, { balancedWeight: 1 }],
  ['autoOptimize', true, { apply: true, applyTo: '$LATEST' }],
  ['autoOptimizeAlias', 'live', 'NOTE "autoOptimizeAlias" has no effect without "autoOptimize"'],
  ['dryRun', true, { invocationsMax: 4, apply: false }],
  ['preProcessorARN', ARN, { preProcessor: ARN }],
  ['preProcessorARN', 'a b', '"preProcessorARN" must be a name'],
  ['postProcessorARN', ARN, { postProcessor: ARN }],
  ['postProcessorARN', '', {}],
  ['discardTopBottom', 0.2, 'NOTE "discardTopBottom" has no effect'],
  ['discardTopBottom', 0, {}],
  ['sleepBetweenRunsMs', 100, { pauseMs: 100 }],
  ['sleepBetweenRunsMs', 60_000, '"sleepBetweenRunsMs" must be an integer from 0 to 20000'],
  ['sleepBetweenRunsMs', 0, {}],
  ['disablePayloadLogs', true, 'NOTE "disablePayloadLogs" has no effect'],
  ['includeOutputResults', true, {}],
  ['onlyColdStarts', true, { coldStarts: true, sampleCount: 5 }],
  ['onlyColdStarts', true, 'NOTE of initialisation and handler together'],
  ['onlyColdStarts', false, {}],
  ['allowedExceptions', ['Oops'], { allowedErrors: ['Oops'] }],
  ['allowedExceptions', [], {}],
  ['sampleCount', 5, 'sampleCount'],
];

describe('readPowerTuningInput()', () => {
  it('ignores an input that was written for this tuner', () => {
    expect(readPowerTuningInput({ functionName: 'orders' })).toBeUndefined();
    expect(readPowerTuningInput('orders')).toBeUndefined();
    expect(readPowerTuningInput(null)).toBeUndefined();
  });

  it('minimises cost by default, and changes nothing', () => {
    expect(read().request).toMatchObject({ strategy: 'cost', apply: false });
  });

  it.each(TABLE)('takes %s %j', (parameter, value, becomes) => {
    const parameters = { [parameter]: value };
    if (typeof becomes !== 'string') {
      expect(read(parameters).request).toMatchObject(becomes);
    } else if (becomes.startsWith('NOTE ')) {
      expect(read(parameters).wish.notes).toEqual([
        expect.stringContaining(becomes.replace('NOTE ', '')),
      ]);
    } else {
      expect(() => read(parameters)).toThrow(InvalidRequestError);
      expect(() => read(parameters)).toThrow(becomes);
    }
  });

  it('covers every parameter in that table', () => {
    const told = new Set(TABLE.map(([parameter]) => parameter));

    expect(POWER_TUNING_PARAMETERS.filter((name) => !told.has(name))).toEqual([]);
  });

  it.each([
    ['an object', { id: 1 }, ['{"id":1}']],
    ['a text that holds JSON', '{"id": 1}', ['{"id": 1}']],
    ['a plain text', 'hello', ['"hello"']],
    ['null', null, ['null']],
    ['a list', [1, 2], ['[1,2]']],
    [
      'weighted events',
      [
        { payload: { id: 1 }, weight: 9 },
        { payload: 'hello', weight: 1 },
      ],
      ['{"id":1}', '"hello"'],
    ],
    // A list without weights is a single event, as in aws-lambda-power-tuning.
    ['a list with an element without weight', [{ payload: 1 }], ['[{"payload":1}]']],
  ])('sends %s', (_what, payload, texts) => {
    expect(read({ payload }).payloadTexts).toEqual(texts);
  });

  it('keeps the weights of events', () => {
    const payload = [
      { payload: 1, weight: 9 },
      { payload: 2, weight: 1 },
    ];

    expect(read({ payload }).request.payloadWeights).toEqual([9, 1]);
  });

  it('moves an alias if both are set, and nothing in a dry run', () => {
    const both = { autoOptimize: true, autoOptimizeAlias: 'live' };

    expect(read(both).request).toMatchObject({ apply: true, applyTo: 'live' });
    expect(read({ ...both, dryRun: true }).request).toMatchObject({ apply: false });
  });

  it('measures the requested cold starts, without settings for warm invocations', () => {
    const cold = { onlyColdStarts: true, num: 8 };

    expect(read(cold).request).toMatchObject({ coldStarts: true, sampleCount: 8 });
    expect(read({ ...cold, parallelInvocation: true }).wish.notes).toHaveLength(1);
    const paused = read({ ...cold, sleepBetweenRunsMs: 100 });
    expect(paused.request.pauseMs).toBeUndefined();
    expect(paused.wish.notes[1]).toContain('"sleepBetweenRunsMs" has no effect');
  });

  it('tries function, event and roles with warm invocations in a dry run', () => {
    const { request, wish } = read({ onlyColdStarts: true, dryRun: true });

    expect(request.coldStarts).toBeUndefined();
    expect(wish.notes[0]).toBe('"onlyColdStarts" has no effect with "dryRun"');
  });

  it('says how it read the input, and every problem at once', () => {
    expect(() => read({ num: 1, payloadS3: 'event', pauseMs: 1 })).toThrow(
      /read as that of aws-lambda-power-tuning: .*"pauseMs"/,
    );
    expect(() => read({ num: 1, payloadS3: 'event' })).toThrow(/2 problems: .*"payloadS3".*"num"/);
  });
});
