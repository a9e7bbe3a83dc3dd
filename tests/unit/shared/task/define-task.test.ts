import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { ConfigurationError } from '../../../../shared/errors.ts';
import { requiredText, type VariableReader } from '../../../../shared/runtime/config.ts';
import { defineTask } from '../../../../shared/task/define-task.ts';
import { runTask } from '../../../../shared/task/task-handler.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const STEP = {
  clock: new VirtualClock(7),
  random: () => 0,
  deadlineMs: 1_000,
  count: () => undefined,
  measure: () => undefined,
  warn: () => undefined,
};

let composedCount = 0;

const wholeNumber: VariableReader<number> = (text = '1', name, problems) => {
  if (!/^\d+$/.test(text)) problems.push(`"${name}" must be a whole number`);
  return Number(text);
};

const greet = defineTask({
  name: 'Greet',
  input: z.strictObject({ name: z.string() }),
  output: z.string(),
  config: { greeting: ['GREETING', requiredText], count: ['COUNT', wholeNumber] },
  compose: ({ config }) => {
    composedCount += 1;
    return ({ clock }) => ({ ...config, nowMs: clock.nowMs() });
  },
  run: async ({ greeting, count, nowMs }, { name }) => `${greeting} ${name} ${count} at ${nowMs}`,
});

describe('defineTask()', () => {
  it('builds the task once, and gives each step its dependencies', async () => {
    const task = greet({ environment: { GREETING: 'hello' }, aws: {} });

    expect(await runTask(task, { name: 'a' }, STEP)).toBe('hello a 1 at 7');
    expect(await runTask(task, { name: 'b' }, { ...STEP, clock: new VirtualClock(8) })).toBe(
      'hello b 1 at 8',
    );
    expect(composedCount).toBe(1);
  });

  it('reports every invalid variable at once, before anything is built', () => {
    const before = composedCount;
    const compose = () => greet({ environment: { COUNT: 'many' }, aws: {} });

    expect(compose).toThrow(ConfigurationError);
    expect(compose).toThrow('"GREETING" must be set; "COUNT" must be a whole number');
    expect(composedCount).toBe(before);
  });
});
