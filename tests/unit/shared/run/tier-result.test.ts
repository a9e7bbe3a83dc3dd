import { describe, expect, it } from '@jest/globals';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { readTierResult } from '../../../../shared/run/tier-result.ts';
import { memoryStore } from '../../../support/memory-store.ts';

function outcomeAfter(errorName: string, cause?: string) {
  const failure = { Error: errorName, ...(cause !== undefined && { Cause: cause }) };
  const size = { round: 1, powerValue: powerValue(512) };
  return readTierResult(memoryStore(), { ...size, progress: null, direct: null, failure }).then(
    ({ outcome }) => outcome,
  );
}

const NOTHING_KEPT = {
  samples: [],
  errorCount: 0,
  errorBilledDurationMs: 0,
  consecutiveErrorCount: 0,
  stepCount: 1,
  idleStepCount: 0,
  hasOutlastedBound: false,
  lanesAfterDeath: [],
};

const ofTask = (errorMessage: string) => JSON.stringify({ errorMessage });

describe('readTierResult()', () => {
  it.each([
    ['PermissionDeniedError', ofTask('Cannot create clone [permanent]'), 'permanent'],
    ['RevisionConflictError', ofTask('Cannot clone [conflict]'), 'conflict'],
    ['ConfigurationError', ofTask('Cannot start [permanent]'), 'permanent'],
    ['Sandbox.Timedout', ofTask('Task timed out after 55.00 seconds'), 'transient'],
    ['Runtime.ExitError', ofTask('Runtime exited'), 'unknown'],
    ['Lambda.Unknown', 'Lambda did not return an error type', 'unknown'],
    ['States.Timeout', undefined, 'transient'],
    ['States.DataLimitExceeded', 'too large', 'permanent'],
  ])('attributes %s to the tuner or AWS, with its category', async (name, cause, category) => {
    expect(await outcomeAfter(name, cause)).toMatchObject({ errorName: name, category });
  });

  it('reads progress stored by an older release', async () => {
    const progress = { ...NOTHING_KEPT, errorCount: 3, errorName: 'TypeError', errorMessage: 'x' };
    const result = {
      round: 1,
      powerValue: powerValue(512),
      progress: { kind: 'inline', value: progress },
      direct: null,
      failure: { Error: 'States.Timeout' },
    } as const;

    expect(await readTierResult(memoryStore(), result)).toMatchObject({ errorCount: 3 });
  });

  it('reads a tier that an older release measured', async () => {
    const tier = {
      powerValue: 512,
      outcome: { kind: 'failed', errorName: 'TypeError', message: 'x' },
      samples: [],
      errorCount: 2,
      errorBilledDurationMs: 4,
    };

    const result = { round: 1, tier: { kind: 'inline', value: tier } } as const;

    expect(await readTierResult(memoryStore(), result)).toEqual(tier);
  });
});
