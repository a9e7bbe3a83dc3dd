import { describe, expect, it } from '@jest/globals';
import { refuseHopelessRound } from '../../../../functions/plan-round/hopeless-round.ts';
import type { Tier, TierOutcome } from '../../../../shared/core/measurement/tier.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { type ErrorCategory, NoTierMeasuredError } from '../../../../shared/errors.ts';

const SAMPLE = {
  durationMs: 10,
  billedDurationMs: 10,
  maxMemoryUsedMb: 50,
  isCold: false,
  lane: 0,
};

function tier(memoryMb: number, outcome: TierOutcome, sampleCount = 0): Tier {
  return {
    powerValue: powerValue(memoryMb),
    outcome,
    samples: Array.from({ length: sampleCount }, () => SAMPLE),
    errorCount: 0,
    errorBilledDurationMs: 0,
  };
}

/** A failure of the function itself. */
const failed = (errorName: string, message = `it is ${errorName}`): TierOutcome => ({
  kind: 'failed',
  errorName,
  message,
});
const ofTuner = (
  errorName: string,
  category: ErrorCategory,
  message = `it is ${errorName}`,
): TierOutcome => ({ kind: 'failed', errorName, message, category });
const OUT_OF_MEMORY: TierOutcome = { kind: 'infeasible', reason: 'outOfMemory', message: 'killed' };
const MEASURED: TierOutcome = { kind: 'measured' };

function refusalOf(latest: readonly Tier[], earlier: readonly Tier[] = []): unknown {
  try {
    refuseHopelessRound(latest, earlier, { functionName: 'f' });
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('refuseHopelessRound()', () => {
  it('ends the run with the refusal if every size is permanently refused', () => {
    const denied = ofTuner(
      'PermissionDeniedError',
      'permanent',
      'Cannot create clone: not authorized',
    );

    const refusal = refusalOf([tier(128, denied), tier(512, denied), tier(1024, denied)]);

    expect(refusal).toMatchObject({
      name: 'PermissionDeniedError',
      category: 'permanent',
      message: 'Cannot create clone: not authorized',
    });
  });

  it.each([
    'CallRejectedError',
    'UnsupportedFunctionError',
    'FunctionNotFoundError',
    'InvalidRequestError',
    'ConfigurationError',
    'ContractError',
    'InvariantError',
    'States.DataLimitExceeded',
  ])('keeps the name of %s', (name) => {
    expect(refusalOf([tier(128, ofTuner(name, 'permanent'))])).toMatchObject({ name });
  });

  it.each([
    'InvalidRequestError',
    'PermissionDeniedError',
    'RevisionConflictError',
    'ThrottledError',
    'Sandbox.Timedout',
    'Lambda.Unknown',
  ])('treats %s as the function’s own error if the function failed with it', (name) => {
    const refusal = refusalOf([tier(128, failed(name)), tier(512, failed(name))]);

    expect(refusal).toBeInstanceOf(NoTierMeasuredError);
    expect(String(refusal)).toContain(`(128, 512 MB) with ${name}: it is ${name}. Check the event`);
  });

  it.each<[string, ErrorCategory]>([
    ['ThrottledError', 'throttled'],
    ['TransientServiceError', 'transient'],
    ['NotReadyError', 'notReady'],
    ['RevisionConflictError', 'conflict'],
    ['UnknownServiceError', 'unknown'],
    ['Sandbox.Timedout', 'transient'],
    ['States.Timeout', 'transient'],
    ['Runtime.ExitError', 'unknown'],
    ['MalformedAnswer', 'unknown'],
    ['NoReport', 'unknown'],
    ['NoWarmSample', 'unknown'],
    ['StepsUsedUp', 'unknown'],
    ['LimitReached', 'unknown'],
  ])('lets the run continue after %s of the tuner (%s)', (name, category) => {
    const failure = ofTuner(name, category);

    expect(refusalOf([tier(128, failure), tier(512, failure)])).toBeUndefined();
  });

  it('names the error of the function, the sizes, and what to check', () => {
    const broken = failed('Runtime.ImportModuleError', 'Cannot find module x');

    const refusal = refusalOf([tier(128, broken), tier(512, broken)]);

    expect(refusal).toBeInstanceOf(NoTierMeasuredError);
    expect(String(refusal)).toContain(
      'at every size tried (128, 512 MB) with Runtime.ImportModuleError: Cannot find module x',
    );
    expect(String(refusal)).toContain('AWS_LAMBDA_FUNCTION_NAME is the name of the clone');
  });

  const broken = failed('TypeError');
  it.each<[string, readonly Tier[], readonly Tier[]]>([
    ['a size has worked in this round', [tier(128, broken), tier(512, MEASURED, 2)], []],
    ['a size has worked before', [tier(128, broken)], [tier(512, MEASURED, 2)]],
    ['a size ran out of memory', [tier(128, OUT_OF_MEMORY), tier(512, broken)], []],
    ['the errors differ', [tier(128, broken), tier(512, failed('RangeError'))], []],
    ['nothing was tried', [], []],
    [
      'an error of one name is of the function and of the tuner',
      [tier(128, failed('E')), tier(512, ofTuner('E', 'permanent'))],
      [],
    ],
  ])('lets the run continue if %s', (_why, latest, earlier) => {
    expect(refusalOf(latest, earlier)).toBeUndefined();
  });
});
