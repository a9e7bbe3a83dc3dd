import { describe, expect, it } from '@jest/globals';
import { runCase } from './run-case.ts';
import { defaultScenario } from './scenario.ts';

function releasedAt(at: string, onRelease: 'report' | 'restart') {
  return runCase({
    ...defaultScenario('release'),
    request: {
      functionName: 'target',
      powerValues: [128, 1024],
      sampleCount: 3,
      apply: true,
      onRelease,
    },
    disturbances: [{ at, action: { kind: 'release', what: 'code' } }],
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
    'begins the run again once when that is asked for, at %s',
    async (at) => {
      const outcome = await releasedAt(at, 'restart');

      expect(outputOf(outcome)).toMatchObject({
        isRestarted: true,
        application: { kind: 'applied' },
      });
      expect(outcome.violations).toEqual([]);
      const { states } = outcome.executions[0] ?? { states: [] };
      expect(states.filter((state) => state === 'BeginAgain')).toHaveLength(1);
    },
  );
});
