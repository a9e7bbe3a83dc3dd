import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { warmUp } from './warm-up.ts';

beforeAll(warmUp);

/** Events in the history of an execution, at which Step Functions ends it (AWS quota). */
const HISTORY_EVENT_COUNT_MAX = 25_000;

/** A task state: entered, scheduled, started, succeeded, exited. Any other: entered, exited. */
const TASK_EVENT_COUNT = 5;
const OTHER_EVENT_COUNT = 2;

const SIZES = Array.from({ length: 40 }, (_, index) => 128 * (index + 1));

describe('a run of 40 sizes with 100 samples of a function that takes a minute', () => {
  it('stays within the event limit of Step Functions, and reports what it has measured', async () => {
    const calm = defaultScenario('slow').account;
    const account = new SimulatedAccount({
      ...calm,
      model: { ...calm.model, cpuMs: 10, waitMs: 60_000 },
    });
    await account.prepare({ MemorySize: 512, Timeout: 120 });

    const execution = account.start({
      functionName: 'target',
      powerValues: SIZES,
      sampleCount: 100,
      concurrencyMax: 40,
    });
    await account.clock.runUntil(execution.ended);

    const tasks = new Set(SimulatedAccount.taskStates);
    const eventCount = execution.states.reduce(
      (sum, name) => sum + (tasks.has(name) ? TASK_EVENT_COUNT : OTHER_EVENT_COUNT),
      0,
    );
    expect(execution.result?.status).toBe('SUCCEEDED');
    expect(eventCount).toBeLessThan(HISTORY_EVENT_COUNT_MAX);
    expect(JSON.stringify(execution.result)).toContain('measured less often than asked for');
  });
});
