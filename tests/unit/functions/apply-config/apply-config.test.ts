import { describe, expect, it } from '@jest/globals';
import { applyConfig } from '../../../../functions/apply-config/apply-config.ts';
import type { ApplyConfigInput } from '../../../../shared/contract/apply-config.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import {
  NotReadyError,
  PermissionDeniedError,
  TransientServiceError,
  UnsupportedFunctionError,
} from '../../../../shared/errors.ts';
import { DESCRIPTION, type Failure, fakeLambda } from '../../../support/fake-lambda.ts';
import { aDecision, aRequest, aTarget, IMPROVEMENT } from '../../../support/run-facts.ts';

/** The function has 512 MB; 1024 MB are to be applied. */
function anInput(changes: Partial<ApplyConfigInput> = {}): ApplyConfigInput {
  return {
    request: aRequest({ apply: true }),
    target: aTarget(),
    decision: aDecision(),
    recall: {
      isKnown: false,
      fingerprint: 'f',
      tiers: { kind: 'inline', value: [] },
      measuredAtMs: 0,
    },
    ...changes,
  };
}

const rolledBack = { ...anInput().recall, rolledBackPowerValue: powerValue(1024) };
const noise = { ...IMPROVEMENT, probability: 0.7 };
const small = { ...IMPROVEMENT, percent: { median: 2, low: 1, high: 3 } };

describe('applyConfig()', () => {
  it.each([
    [
      'leaves a function that has the size already',
      { target: aTarget({ memoryMb: powerValue(1024) }) },
      'unchanged',
      1024,
      /already has 1024 MB/,
    ],
    [
      'recommends where the request does not ask for the change',
      { request: aRequest() },
      'recommended',
      1024,
      /set "apply" to true/,
    ],
    [
      'recommends a size that was rolled back before',
      { recall: rolledBack },
      'recommended',
      1024,
      /rolled it back/,
    ],
    [
      'refuses a gain that may be noise',
      { decision: aDecision({ improvement: noise }) },
      'notWorthwhile',
      512,
      /probability of 80 %/,
    ],
    [
      'refuses a gain below the wanted one',
      {
        request: aRequest({ apply: true, improvementPercentMin: 5 }),
        decision: aDecision({ improvement: small }),
      },
      'notWorthwhile',
      512,
      /5 % \("improvementPercentMin"\)/,
    ],
  ] as const)('%s, and writes nothing', async (_what, changes, kind, size, message) => {
    const lambda = fakeLambda();

    expect(await applyConfig(lambda.api, anInput(changes))).toEqual({
      kind,
      powerValue: size,
      message: expect.stringMatching(message),
    });
    expect(lambda.calls).toEqual([]);
  });

  it.each([
    ['a change that is worthwhile', aDecision()],
    ['a change whose gain is not known', aDecision({ improvement: undefined as never })],
    [
      'a change away from a size that the request rules out',
      aDecision({ improvement: { ...noise, isPresentAllowed: false } }),
    ],
  ])('applies %s', async (_what, decision) => {
    const lambda = fakeLambda();

    expect(await applyConfig(lambda.api, anInput({ decision }))).toEqual({
      kind: 'applied',
      powerValue: 1024,
      message: 'Memory changed from 512 to 1024 MB',
    });
    expect(lambda.state.latest.memoryMb).toBe(1024);
  });

  const noAnswer = new TransientServiceError('no answer');

  it.each<[string, Failure[], string, number]>([
    [
      'applied, where the answer of the write is lost',
      [{ error: noAnswer, isEffective: true }],
      'applied',
      1024,
    ],
    ['applied, where the write is lost once', [{ error: noAnswer }], 'applied', 1024],
    [
      'superseded, where another update is in progress',
      [{ error: new NotReadyError('busy') }],
      'superseded',
      512,
    ],
  ])('is %s', async (_what, failures, kind, size) => {
    const lambda = fakeLambda();
    lambda.failures.set('setFunctionMemory', failures);

    expect(await applyConfig(lambda.api, anInput())).toMatchObject({ kind });
    expect(lambda.state.latest.memoryMb).toBe(size);
  });

  it('is superseded where the function was changed since it was read', async () => {
    const lambda = fakeLambda({ latest: { ...DESCRIPTION, revisionId: 'r9' } });

    expect(await applyConfig(lambda.api, anInput())).toMatchObject({
      kind: 'superseded',
      powerValue: 512,
    });
    expect(lambda.state.latest.memoryMb).toBe(512);
  });

  it('throws what Lambda refuses', async () => {
    const lambda = fakeLambda();
    lambda.failures.set('setFunctionMemory', [{ error: new PermissionDeniedError('denied') }]);
    lambda.failures.set('describeFunction', [{ error: new PermissionDeniedError('denied') }]);

    await expect(applyConfig(lambda.api, anInput())).rejects.toThrow(PermissionDeniedError);
  });

  it('refuses a write that cannot be conditional', async () => {
    const { revisionId: _none, ...target } = aTarget();

    await expect(applyConfig(fakeLambda().api, anInput({ target }))).rejects.toThrow(
      UnsupportedFunctionError,
    );
  });
});
