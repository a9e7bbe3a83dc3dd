import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import type { FunctionModel } from './simulated-host.ts';
import { warmUp } from './warm-up.ts';

beforeAll(warmUp);

/** Largest input and output of a state, bytes of UTF-8 (AWS quota). */
const STATE_BYTES_MAX = 262_144;

/** The error message of a function may be long, and in any script. */
const LONG_TEXT = '表"\\'.repeat(15_000);

const SEVEN_SIZES = [128, 256, 512, 1024, 1769, 3008, 5120];
const FORTY_SIZES = Array.from({ length: 40 }, (_, index) => 128 * (index + 1));

/** Returns the bytes of the largest payload of any state, and the result of the run. */
async function run(
  model: Partial<FunctionModel>,
  timeoutSeconds: number,
  request: Readonly<Record<string, unknown>>,
) {
  const calm = defaultScenario('sizes').account;
  const account = new SimulatedAccount({ ...calm, model: { ...calm.model, ...model } });
  let bytesMax = 0;
  account.onPayload = (text) => {
    bytesMax = Math.max(bytesMax, Buffer.byteLength(text));
  };
  await account.prepare({ MemorySize: 512, Timeout: timeoutSeconds });
  const execution = account.start({ functionName: 'target', concurrencyMax: 40, ...request });
  await account.clock.runUntil(execution.ended);
  return { bytesMax, result: execution.result };
}

describe('the payload of a state', () => {
  it.each([
    ['measured in steps', 10],
    ['measured by the state machine', 120],
  ])('stays small if seven sizes fail with a long message, %s', async (_how, timeoutSeconds) => {
    const { bytesMax, result } = await run(
      { errorShare: 1, errorText: LONG_TEXT },
      timeoutSeconds,
      { powerValues: SEVEN_SIZES, sampleCount: 3 },
    );

    expect(result).toMatchObject({ status: 'FAILED', error: 'NoTierMeasuredError' });
    expect(JSON.stringify(result).length).toBeLessThan(3_000);
    // The answer of the function is passed whole for one size only; Step Functions cuts it further.
    expect(bytesMax).toBeGreaterThan(1_000);
    expect(bytesMax).toBeLessThan(STATE_BYTES_MAX);
  });

  it('stays small if forty sizes have as many samples as fit into the state', async () => {
    const { bytesMax, result } = await run({}, 10, { powerValues: FORTY_SIZES, sampleCount: 60 });

    expect(result?.status).toBe('SUCCEEDED');
    expect(bytesMax).toBeGreaterThan(1_000);
    expect(bytesMax).toBeLessThan(STATE_BYTES_MAX / 2);
  });
});
