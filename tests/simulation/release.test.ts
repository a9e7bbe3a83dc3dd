import { describe, expect, it } from '@jest/globals';
import { runCase } from './run-case.ts';
import { defaultScenario, type Scenario } from './scenario.ts';
import { deploymentWith } from './simulated-deployment.ts';

const RESOLVING_ROLE_ARN =
  deploymentWith({ reasoningModelId: '' }).functions.find(({ key }) => key === 'resolveFunction')
    ?.roleArn ?? '';

function scenarioOf(onRelease: 'report' | 'restart'): Scenario {
  return {
    ...defaultScenario('release'),
    request: {
      functionName: 'target',
      powerValues: [128, 1024],
      sampleCount: 3,
      apply: true,
      onRelease,
    },
  };
}

function releasedAt(at: string, onRelease: 'report' | 'restart') {
  return runCase({
    ...scenarioOf(onRelease),
    disturbances: [{ at, action: { kind: 'release', what: 'code', afterMs: 0 } }],
  });
}

function outputOf({ executions }: Awaited<ReturnType<typeof runCase>>) {
  const result = executions[0]?.result;
  if (result?.status !== 'SUCCEEDED') throw new Error(JSON.stringify(result));
  return result.output as Readonly<Record<string, unknown>>;
}

describe('a release in the middle of a run', () => {
  it.each(['MeasureTier', 'ApplyConfig'])('is reported when it comes at %s', async (at) => {
    const outcome = await releasedAt(at, 'report');

    expect(outputOf(outcome)).toMatchObject({
      isRestarted: false,
      application: { kind: 'superseded' },
    });
    expect(outcome.violations).toEqual([]);
  });

  it.each(['PrepareTier', 'MeasureTier', 'ApplyConfig'])(
    'restarts the run once if the request asks for it, at %s',
    async (at) => {
      const outcome = await releasedAt(at, 'restart');

      expect(outputOf(outcome)).toMatchObject({
        isRestarted: true,
        application: { kind: 'applied' },
      });
      expect(outcome.violations).toEqual([]);
      const { states } = outcome.executions[0] ?? { states: [] };
      expect(states.filter((state) => state === 'Begin')).toHaveLength(2);
    },
  );

  it('does not restart the run a second time, and reports that it was superseded', async () => {
    const once = await releasedAt('ApplyConfig', 'restart');
    const secondApply = 1 + (once.executions[0]?.states.lastIndexOf('ApplyConfig') ?? 0);

    const outcome = await runCase({
      ...scenarioOf('restart'),
      disturbances: [
        { at: 'ApplyConfig', action: { kind: 'release', what: 'code', afterMs: 0 } },
        { at: secondApply, action: { kind: 'release', what: 'variables', afterMs: 0 } },
      ],
    });

    expect(outputOf(outcome)).toMatchObject({
      isRestarted: true,
      application: { kind: 'superseded' },
    });
    expect(outcome.violations).toEqual([]);
    const { states } = outcome.executions[0] ?? { states: [] };
    expect(states.filter((state) => state === 'Begin')).toHaveLength(2);
  });

  it('fails rather than measure a clone of the old code that it cannot delete', async () => {
    const { executions, violations } = await runCase({
      ...scenarioOf('restart'),
      disturbances: [{ at: 'ApplyConfig', action: { kind: 'release', what: 'code', afterMs: 0 } }],
      faults: [{ action: 'DeleteFunction', fault: { kind: 'denied' } }],
    });

    expect(executions[0]?.result).toMatchObject({
      status: 'FAILED',
      error: 'TransientServiceError',
      cause: expect.stringContaining('of the code before the release still exists'),
    });
    expect(executions[0]?.states.filter((state) => state === 'Begin')).toHaveLength(1);
    expect(violations).toEqual([]);
  });

  it('fails if the function cannot be read after the restart, and leaves nothing behind', async () => {
    const { executions, violations } = await runCase({
      ...scenarioOf('restart'),
      disturbances: [{ at: 'ApplyConfig', action: { kind: 'release', what: 'code', afterMs: 0 } }],
      faults: [
        {
          action: 'GetFunction',
          roleArn: RESOLVING_ROLE_ARN,
          fromCall: 3,
          fault: { kind: 'denied' },
        },
      ],
    });

    expect(executions[0]?.result).toMatchObject({
      status: 'FAILED',
      error: 'PermissionDeniedError',
    });
    expect(executions[0]?.states.filter((state) => state === 'Begin')).toHaveLength(2);
    expect(violations).toEqual([]);
  });
});
