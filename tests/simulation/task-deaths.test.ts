import { describe, expect, it } from '@jest/globals';
import { type CaseOutcome, runCase } from './run-case.ts';
import { defaultScenario } from './scenario.ts';
import type { TaskDeath } from './task-deaths.ts';

const DEFAULT = defaultScenario('death');

/** The scenario has a model, so that every task makes a call. */
const SCENARIO = {
  ...DEFAULT,
  account: { ...DEFAULT.account, modelId: 'local.correct' },
  request: { functionName: 'target', powerValues: [1024, 3008], sampleCount: 2, apply: true },
};

function runWithDeath(taskKey: string, when: TaskDeath['when']): Promise<CaseOutcome> {
  return runCase({ ...SCENARIO, deaths: [{ atCall: 1, taskKey, when }] });
}

describe('a task that dies once', () => {
  it.each([
    'validatePermissions',
    'resolveFunction',
    'recallResult',
    'prepareTier',
    'reasonAboutTiers',
    'verifyConfig',
    'cleanUp',
    'publishReport',
  ])('is retried once: %s', async (taskKey) => {
    for (const when of ['before', 'after'] as const) {
      const { executions, violations, injectedFaultCount } = await runWithDeath(taskKey, when);

      expect(injectedFaultCount).toBe(1);
      expect(executions[0]?.status).toBe('SUCCEEDED');
      expect(violations).toEqual([]);
    }
  });

  it('is not retried if it writes, and the run reports what it knows of the write', async () => {
    const { executions, violations } = await runWithDeath('applyConfig', 'after');

    expect(executions[0]?.result).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.Unknown',
      cause: expect.stringMatching(
        /Memory was changed from 512 to \d+ MB before that.* \[unknown\]$/,
      ),
    });
    expect(violations).toEqual([]);
  });

  it('is not retried if it invokes: its tier fails, and the others decide', async () => {
    const { executions, violations } = await runWithDeath('measureTier', 'after');

    const result = executions[0]?.result as unknown as {
      output: { tiers: { outcome: { kind: string; errorName?: string } }[] };
    };
    expect(result.output.tiers.map(({ outcome }) => outcome.kind).toSorted()).toEqual([
      'failed',
      'measured',
    ]);
    expect(violations).toEqual([]);
  });
});
