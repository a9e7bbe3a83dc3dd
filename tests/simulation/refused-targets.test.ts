import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { type AccountPlan, SimulatedAccount } from './simulated-account.ts';

/** What a refused run did before it ended. */
interface Refusal {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly durationMs: number;
  readonly actions: readonly string[];
}

/** Virtual time within which a hopeless run has ended. */
const FAIL_FAST_MS_MAX = 5_000;

async function run(
  target: Partial<CreateFunctionCommandInput>,
  plan: Partial<AccountPlan> = {},
  request: Readonly<Record<string, unknown>> = {},
): Promise<Refusal> {
  const account = new SimulatedAccount({ ...defaultScenario('refused').account, ...plan });
  await account.prepare(target);
  const execution = account.start({ functionName: 'target', ...request });
  await account.clock.runUntil(execution.ended);
  const { result, stoppedAtMs = Number.NaN } = execution;
  return {
    error: result?.status === 'FAILED' ? result.error : undefined,
    cause: result?.status === 'FAILED' ? result.cause : undefined,
    durationMs: stoppedAtMs - execution.startedAtMs,
    actions: account.cloud.calls.list().map(({ action }) => action),
  };
}

describe('a function of the tuner', () => {
  it.each(['dev-moveAlias', 'prod-measureTier', 'dev-clone-0123456789ab-512'])(
    'is refused by its name before any call: %s',
    async (name) => {
      const functionName = `lambda-autotuner-${name}`;

      const refusal = await run({ FunctionName: functionName }, {}, { functionName });

      expect(refusal).toMatchObject({ error: 'InvalidRequestError', durationMs: 0, actions: [] });
      expect(refusal.cause).toContain(
        `"functionName" must not be a function of the tuner, whose names start with "lambda-autotuner-": current value is "${functionName}"`,
      );
    },
  );

  it('is refused by its tag, whatever its name', async () => {
    const refusal = await run({ Tags: { 'autotuner:service': 'renamed-tuner' } });

    expect(refusal.error).toBe('UnsupportedFunctionError');
    expect(refusal.cause).toContain('its tag "autotuner:service"');
    expect(refusal.durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
    expect(refusal.actions).not.toContain('CreateFunction');
  });

  it('is told by the whole prefix: other functions may begin alike', async () => {
    const refusal = await run(
      { FunctionName: 'lambda-autotune' },
      {},
      { functionName: 'lambda-autotune' },
    );

    expect(refusal.error).toBeUndefined();
  });
});
