import { describe, expect, it } from '@jest/globals';
import { translateGoal } from '../../../../functions/translate-goal/translate-goal.ts';
import { InvalidRequestError } from '../../../../shared/errors.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { type MemoryEntries, memoryTier } from '../../../../shared/resilience/cache/memory-tier.ts';
import { aRequest } from '../../../support/run-facts.ts';
import { scriptedModel } from '../../../support/scripted-model.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const GOAL = 'as fast as possible';
const SPEED = { understood: 'The fastest size.', notExpressible: '', strategy: 'speed' };
const LIMIT = {
  understood: 'p99 under 200 ms.',
  notExpressible: '',
  durationMsMax: 200,
  percentile: 99,
};

function aModel(answers: readonly unknown[]) {
  return scriptedModel(new VirtualClock(1_000_000), answers);
}

describe('translateGoal()', () => {
  it('leaves a request without a goal unchanged', async () => {
    const request = aRequest({ strategy: 'speed' });

    expect(await translateGoal({ model: undefined }, { request })).toEqual(request);
  });

  it.each([
    [GOAL, SPEED, { strategy: 'speed' }],
    ['p99 below 200 ms, please', LIMIT, { strategy: 'limit', durationMsMax: 200, percentile: 99 }],
  ])('translates "%s" into typed fields', async (goal, answer, fields) => {
    const { access } = aModel([answer]);

    expect(await translateGoal({ model: access }, { request: aRequest({ goal }) })).toEqual({
      ...aRequest(),
      ...fields,
      goal: { text: goal, understood: answer.understood },
    });
  });

  it('asks only once for the same goal', async () => {
    const { access, asked } = aModel([SPEED]);
    const translate = () => translateGoal({ model: access }, { request: aRequest({ goal: GOAL }) });

    expect(await translate()).toEqual(await translate());
    expect(asked).toHaveLength(1);
  });

  it('asks again with another effort', async () => {
    const { access, asked } = aModel([SPEED, SPEED]);
    const request = aRequest({ goal: GOAL });

    for (const effort of ['low', 'high', 'high']) {
      const model = { ...access, config: { ...access.config, effort } };
      await translateGoal({ model }, { request });
    }

    expect(asked).toHaveLength(2);
  });

  it.each([
    ['names a figure that the goal does not', { ...SPEED, percentile: 99 }],
    ['has markup', { ...SPEED, understood: '<b>The fastest</b>' }],
    ['has an unknown form', ['speed']],
  ])('asks again if the kept translation %s', async (_what, kept) => {
    const { access, asked } = aModel([SPEED, SPEED]);
    const entries: MemoryEntries = new Map();
    const { clock } = access.asker;
    const tiers = [memoryTier(clock, entries)];
    const model = { ...access, cache: new Cache({ clock, tiers, onSkipped: () => undefined }) };
    const translate = () => translateGoal({ model }, { request: aRequest({ goal: GOAL }) });
    const first = await translate();
    for (const [key, entry] of entries) {
      entries.set(key, {
        ...entry,
        text: JSON.stringify({ ...JSON.parse(entry.text), value: kept }),
      });
    }

    expect(await translate()).toEqual(first);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['there is no model', undefined, /there is no model to translate it/],
    [
      'a part of it does not fit the fields',
      [{ ...SPEED, notExpressible: 'only on Sundays' }],
      /cannot be expressed: only on Sundays/,
    ],
    ['the model cannot be asked', [], /The model is down/],
    [
      'the model answers badly twice',
      [{ strategy: 'free' }, { strategy: 'free' }],
      /No answer of us.model could be used/,
    ],
  ])('refuses a goal if %s, and names the fields', async (_what, answers, message) => {
    const model = answers && aModel(answers).access;

    const refused = translateGoal({ model }, { request: aRequest({ goal: GOAL }) });

    await expect(refused).rejects.toThrow(InvalidRequestError);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow('Use the typed fields instead: "strategy"');
  });
});
