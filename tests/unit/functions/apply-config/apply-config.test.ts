import { describe, expect, it } from '@jest/globals';
import { applyConfig } from '../../../../functions/apply-config/apply-config.ts';
import type { ApplyConfigInput } from '../../../../shared/contract/apply-config.ts';
import type { Decision } from '../../../../shared/contract/reason-about-tiers.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import {
  NotReadyError,
  PermissionDeniedError,
  TransientServiceError,
  UnsupportedFunctionError,
} from '../../../../shared/errors.ts';
import { DESCRIPTION, type Failure, fakeLambda } from '../../../support/fake-lambda.ts';
import { aDecision, aRequest, aTarget, NOTHING_RECALLED } from '../../../support/run-facts.ts';

/** The function has 512 MB; 1024 MB are to be applied. */
function anInput(changes: Partial<ApplyConfigInput> = {}): ApplyConfigInput {
  return {
    request: aRequest({ apply: true }),
    target: aTarget(),
    decision: aDecision(),
    recall: NOTHING_RECALLED,
    ...changes,
  };
}

const rolledBack = { ...anInput().recall, rolledBackPowerValue: powerValue(1024) };

/** Returns a decision to keep the present size, with another one as the candidate. */
function stays(kind: Decision['verdict']['kind']): Decision {
  const { verdict } = aDecision();
  return aDecision({ powerValue: powerValue(512), verdict: { ...verdict, kind } });
}

describe('applyConfig()', () => {
  it.each([
    [
      'keeps a function that already has the size',
      { target: aTarget({ memoryMb: powerValue(1024) }) },
      'unchanged',
      1024,
      /keeps 1024 MB/,
    ],
    [
      'keeps the size if the verdict is to keep it',
      { decision: stays('keep') },
      'unchanged',
      512,
      /keeps 512 MB/,
    ],
    [
      'keeps the size if the measurements are inconclusive',
      { decision: stays('undecided') },
      'notApplied',
      512,
      /the verdict is "undecided"/,
    ],
    [
      'keeps the size if no size meets the limit',
      { decision: stays('impossible') },
      'notApplied',
      512,
      /the verdict is "impossible"/,
    ],
    [
      'says what to do next if the request does not ask for the change',
      { request: aRequest() },
      'notApplied',
      1024,
      /set MemorySize from 512 to 1024 .* "apply": true/,
    ],
    [
      'leaves the change to the source if "applyTo" is "source"',
      { request: aRequest({ apply: true, applyTo: 'source' }) },
      'notApplied',
      1024,
      /bring 1024 MB to .* "autotune patch"/,
    ],
    [
      'does not apply a size again that was rolled back',
      { recall: rolledBack },
      'notApplied',
      1024,
      /rolled it back.*"fresh": true/,
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

  it('applies the recommended size', async () => {
    const lambda = fakeLambda();

    expect(await applyConfig(lambda.api, anInput())).toEqual({
      kind: 'applied',
      powerValue: 1024,
      message: 'Memory changed from 512 to 1024 MB',
    });
    expect(lambda.state.latest.memoryMb).toBe(1024);
  });

  const noAnswer = new TransientServiceError('no answer');

  it.each<[string, Failure[], string, number]>([
    [
      'applied if the answer to the write is lost',
      [{ error: noAnswer, isEffective: true }],
      'applied',
      1024,
    ],
    ['applied if the write itself is lost once', [{ error: noAnswer }], 'applied', 1024],
    [
      'superseded if another update is in progress',
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

  it('is superseded if the function was changed after it was read', async () => {
    const lambda = fakeLambda({ latest: { ...DESCRIPTION, revisionId: 'r9' } });

    expect(await applyConfig(lambda.api, anInput())).toMatchObject({
      kind: 'superseded',
      powerValue: 512,
    });
    expect(lambda.state.latest.memoryMb).toBe(512);
  });

  it('throws when Lambda refuses the write', async () => {
    const lambda = fakeLambda();
    lambda.failures.set('setFunctionMemory', [{ error: new PermissionDeniedError('denied') }]);
    lambda.failures.set('describeFunction', [{ error: new PermissionDeniedError('denied') }]);

    await expect(applyConfig(lambda.api, anInput())).rejects.toThrow(PermissionDeniedError);
  });

  it('refuses a write that cannot be made conditional', async () => {
    const { revisionId: _none, ...target } = aTarget();

    await expect(applyConfig(fakeLambda().api, anInput({ target }))).rejects.toThrow(
      UnsupportedFunctionError,
    );
  });
});
