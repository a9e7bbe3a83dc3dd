import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REASONING_MODELS, toolAnswer } from '../../local/cloud/bedrock/reasoning-models.ts';
import { type ScriptedModel, userText } from '../../local/cloud/bedrock/scripted-model.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import {
  createFunction,
  enteredStates,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

const WAITING = `export const handler = () => new Promise((resolve) => setTimeout(resolve, 20, {}));`;
const REQUEST = { functionName: 'waits', powerValues: [256, 512], sampleCount: 2 };

/** Understands three goals, reasons like the correct model, and fails on "down". */
const TRANSLATOR: ScriptedModel = (request, callNumber) => {
  const correct = REASONING_MODELS['local.correct'];
  if (!request.toolNames.includes('setObjective') && correct !== undefined) {
    return correct(request, callNumber);
  }
  const goal = userText(request);
  if (goal.includes('down')) {
    return { kind: 'refuse', status: 503, code: 'ServiceUnavailableException', message: 'Down' };
  }
  const answer = goal.includes('Paris')
    ? { understood: '', notExpressible: 'There is no field for the region.' }
    : goal.includes('p95')
      ? {
          understood: 'The cheapest size up to 2048 MB with p95 under 300 ms.',
          notExpressible: '',
          durationMsMax: 300,
          percentile: 95,
          sizeRange: { minMb: 128, maxMb: 2048 },
        }
      : {
          understood: 'The fastest size wins, whatever it costs.',
          notExpressible: '',
          strategy: 'speed',
          ...(goal.includes('weight') && { balancedWeight: 0.123 }),
        };
  return toolAnswer(request, answer);
};

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({
    cloud: { pendingMs: 0, models: { 'local.model': TRANSLATOR } },
    params: { reasoningModelId: 'local.model' },
  });
  await createFunction(account, { functionName: 'waits', code: WAITING });
});

afterAll(() => account.stop());

describe('a goal in words', () => {
  it('is translated into typed fields before anything is measured, and the result says how', async () => {
    const run = await runWorkflow(account, { ...REQUEST, goal: 'as fast as possible, please' });

    const result = tuningResultOf(run);
    expect(result.goal).toEqual({
      text: 'as fast as possible, please',
      understood: 'The fastest size wins, whatever it costs.',
    });
    expect(result.decision.rationale).not.toBe('');
    const states = enteredStates(run);
    expect(states.indexOf('TranslateGoal')).toBeLessThan(states.indexOf('PlanRound'));
    expect(states.indexOf('TranslateGoal')).toBeGreaterThan(-1);
  });

  it('is the same question as its typed fields, and is not translated twice', async () => {
    account.cloud.cloud.calls.clear();

    const typed = tuningResultOf(await runWorkflow(account, { ...REQUEST, strategy: 'speed' }));
    const again = tuningResultOf(
      await runWorkflow(account, { ...REQUEST, goal: 'as fast as possible, please' }),
    );

    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect([typed.path, again.path]).toEqual(['recalled', 'recalled']);
    expect(actions).not.toContain('ConverseStream');
    expect(again.goal?.understood).toBe('The fastest size wins, whatever it costs.');
  });

  it('may name a limit, a percentile and a range of sizes', async () => {
    const result = tuningResultOf(
      await runWorkflow(account, {
        functionName: 'waits',
        goal: 'keep p95 under 300 ms, otherwise as cheap as possible, never above 2 GB',
      }),
    );

    expect(result.goal?.understood).toBe('The cheapest size up to 2048 MB with p95 under 300 ms.');
    expect(Math.max(...result.tiers.map(({ powerValue }) => powerValue))).toBeLessThanOrEqual(2048);
  });

  it.each([
    ['move it to Paris', 'a part of it cannot be expressed: There is no field for the region.'],
    ['fast, with a weight', 'the goal does not name 0.123'],
    ['the model is down', 'ServiceUnavailableException'],
  ])('is refused with the reason when it is %j', async (goal, reason) => {
    account.cloud.cloud.calls.clear();

    const { result } = await runWorkflow(account, { ...REQUEST, goal });

    const actions = account.cloud.cloud.calls.list().map(({ action }) => action);
    expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
    const { cause } = result as { cause: string };
    expect(cause).toContain(reason);
    expect(cause).toContain('"cost": as cheap as possible');
    expect(actions).not.toContain('CreateFunction');
  });

  it('is refused together with typed fields', async () => {
    const { result } = await runWorkflow(account, {
      ...REQUEST,
      goal: 'as fast as possible',
      strategy: 'cost',
    });

    expect((result as { cause: string }).cause).toContain('"goal" must stand alone');
  });

  it('is refused before any call if there is no model', async () => {
    const other = await startLocalAccount({ cloud: { pendingMs: 0 } });
    try {
      const { result } = await runWorkflow(other, { ...REQUEST, goal: 'as fast as possible' });

      expect(result).toMatchObject({ status: 'FAILED', error: 'InvalidRequestError' });
      expect((result as { cause: string }).cause).toContain('"goal" needs a model');
      expect((result as { cause: string }).cause).toContain('"strategy"');
      const calls = other.cloud.cloud.calls.list();
      const ofTasks = calls.filter(({ roleArn }) => roleArn !== undefined);
      expect(ofTasks.filter(({ service }) => service !== 's3')).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
