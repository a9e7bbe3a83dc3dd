import { beforeEach, describe, expect, it } from '@jest/globals';
import { publishFailure } from '../../../../functions/publish-failure/publish-failure.ts';
import type { PublishFailureInput } from '../../../../shared/contract/publish-failure.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { CallRejectedError, TransientServiceError } from '../../../../shared/errors.ts';
import { DESCRIPTION, fakeLambda } from '../../../support/fake-lambda.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { aDecision, aRequest, aTarget, RUN } from '../../../support/run-facts.ts';
import { aTier } from '../../../support/tuning-worlds.ts';

const REPORT_KEY = `runs/target/${RUN.runId}.json`;
const CLONE_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:clone-1';
const TIER = aTier(512, [50, 52]);

let store: ReturnType<typeof memoryStore>;
let counted: string[];

beforeEach(() => {
  store = memoryStore();
  counted = [];
});

function anInput(changes: Partial<PublishFailureInput> = {}): PublishFailureInput {
  return {
    request: aRequest({ apply: true }),
    run: RUN,
    target: aTarget(),
    plan: {
      round: 1,
      isComplete: false,
      isOutdated: false,
      reason: '',
      measurements: [],
      tiers: { kind: 'inline', value: [TIER] },
    },
    round: [],
    restart: { count: 0, discardedTiers: { kind: 'inline', value: [] } },
    decision: null,
    application: null,
    aliasMove: { kind: 'notNeeded' },
    watch: { kind: 'notAsked' },
    failure: {
      Error: 'PermissionDeniedError',
      Cause: JSON.stringify({ errorMessage: 'Cannot invoke [permanent]' }),
    },
    cleanUp: { deletedCloneCount: 2, leftClones: [] },
    ...changes,
  };
}

function publish(input = anInput(), lambda = fakeLambda()) {
  const count = (metricName: string) => counted.push(metricName);
  return publishFailure({ ...lambda.api, store, count }, input);
}

function report() {
  return JSON.parse(store.texts.get(REPORT_KEY) ?? '');
}

describe('publishFailure()', () => {
  it('stores the measurements, and says what went wrong and where the report is', async () => {
    expect(await publish()).toEqual({
      Error: 'PermissionDeniedError',
      Cause: `Cannot invoke. What was measured is in memory://${REPORT_KEY} [permanent]`,
    });
    expect(report()).toMatchObject({
      status: 'failed',
      error: 'PermissionDeniedError',
      category: 'permanent',
      cleanUp: 'complete',
      application: null,
      tiers: [{ powerValue: 512, samples: TIER.samples }],
    });
    expect(counted).toEqual(['permanentFailedRuns']);
  });

  it('adds the measurements of the latest round once', async () => {
    const late = aTier(1024, [30]);
    const round = [
      { round: 1, tier: { kind: 'inline', value: late } },
      { round: 0, tier: { kind: 'inline', value: aTier(2048, [20]) } },
    ];

    await publish(anInput({ round }));

    expect(report().tiers.map((tier: { powerValue: number }) => tier.powerValue)).toEqual([
      512, 1024,
    ]);
  });

  it.each([
    [
      'clones are left',
      { deletedCloneCount: 0, leftClones: [{ functionArn: CLONE_ARN, message: 'denied' }] },
      `These clones could not be deleted: ${CLONE_ARN}`,
    ],
    [
      'the clean-up failed',
      { Error: 'States.Timeout' },
      "The run's clones could not be deleted (The run ended with States.Timeout); its journal still lists them",
    ],
  ])('says if %s', async (_what, cleanUp, text) => {
    const { Cause } = await publish(anInput({ cleanUp }));

    expect(Cause).toContain(text);
    expect(report().cleanUp).toBe(text);
  });

  it('says what the run changed before it failed', async () => {
    const { Cause } = await publish(
      anInput({
        application: { kind: 'applied', powerValue: powerValue(1024), message: 'Memory changed' },
        aliasMove: {
          kind: 'moved',
          name: 'live',
          functionVersion: '2',
          functionVersionBefore: '1',
          message: 'Alias moved',
        },
      }),
    );

    expect(Cause).toMatch(/^Cannot invoke\. Memory changed\. Alias moved\. What was measured/);
  });

  it('finds out that the change was made if the failed step could not say so', async () => {
    const lambda = fakeLambda({ latest: { ...DESCRIPTION, memoryMb: powerValue(1024) } });

    const { Cause } = await publish(anInput({ decision: aDecision() }), lambda);

    expect(Cause).toContain('Memory was changed from 512 to 1024 MB before that');
    expect(report().application).toMatchObject({ kind: 'applied', powerValue: 1024 });
  });

  it.each([
    ['the function is as it was', fakeLambda()],
    [
      'the function cannot be read',
      (() => {
        const lambda = fakeLambda();
        lambda.failures.set('describeFunction', [{ error: new TransientServiceError('down') }]);
        return lambda;
      })(),
    ],
  ])('claims no change if %s', async (_what, lambda) => {
    await publish(anInput({ decision: aDecision() }), lambda);

    expect(report().application).toBeNull();
  });

  it('puts the figures into the message if the store refuses the report', async () => {
    store.write = async () => {
      throw new CallRejectedError('no such bucket', 'NoSuchBucket');
    };

    const { Cause } = await publish();

    // One cold run of 100 ms, and two of 50 and 52 ms.
    expect(Cause).toContain(
      'could not be kept (no such bucket): 512 MB: 3 samples and 0 errors, 67.3 ms on average',
    );
    expect(counted).toEqual(['permanentFailedRuns']);
  });

  it('is repeated if the store may accept the report later', async () => {
    store.write = async () => {
      throw new TransientServiceError('no answer');
    };

    await expect(publish()).rejects.toThrow(TransientServiceError);
    expect(counted).toEqual([]);
  });
});
