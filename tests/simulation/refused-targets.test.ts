import type { CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { defaultScenario } from './scenario.ts';
import { type AccountPlan, SimulatedAccount } from './simulated-account.ts';
import { warmUp } from './warm-up.ts';

beforeAll(warmUp);

/** Actions of a refused run before it ended. */
interface Refusal {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly durationMs: number;
  readonly actions: readonly string[];
}

/** Virtual time within which a run that cannot succeed has ended. */
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
  it.each(['dev-moveAlias', 'dev-clone-0123456789ab-512'])(
    'is refused by its name before any call: %s',
    async (name) => {
      const functionName = `lambda-autotuner-${name}`;

      const refusal = await run({ FunctionName: functionName }, {}, { functionName });

      expect(refusal).toMatchObject({ error: 'InvalidRequestError', durationMs: 0, actions: [] });
      expect(refusal.cause).toContain(
        `"functionName" must not be a function of the tuner or one of its clones: current value is "${functionName}"`,
      );
    },
  );

  it.each([
    ['autotuner:service', 'a task of another stack'],
    ['autotuner:execution', 'a clone of another stack'],
  ])('is refused by its tag %s, whatever its name: %s', async (tag) => {
    const refusal = await run({ Tags: { [tag]: 'another' } });

    expect(refusal.error).toBe('UnsupportedFunctionError');
    expect(refusal.cause).toContain(`its tag "${tag}"`);
    expect(refusal.durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
    expect(refusal.actions).not.toContain('CreateFunction');
  });

  it('is recognised by its full name: other functions may begin like the stack', async () => {
    const refusal = await run(
      { FunctionName: 'lambda-autotuner-dev-orders' },
      {},
      { functionName: 'lambda-autotuner-dev-orders' },
    );

    expect(refusal.error).toBeUndefined();
  });
});

describe('a function whose clones could not be created', () => {
  it('is refused within seconds if its role may not be passed', async () => {
    const refusal = await run({}, { params: { targetRoles: 'app-*' } });

    expect(refusal.error).toBe('PermissionDeniedError');
    expect(refusal.cause).toMatch(
      /^Cannot tune "arn:aws:lambda:us-east-1:123456789012:function:target": role arn:aws:iam::123456789012:role\/lambda-autotuner\/lambda-autotuner-dev-PrepareTierRole is not allowed iam:PassRole on arn:aws:iam::123456789012:role\/target: deploy the tuner with "TargetRoles" that include it \[permanent\]$/,
    );
    expect(refusal.durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
    expect(refusal.actions).not.toContain('CreateFunction');
  });

  it('is refused if its key may not be used', async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/0-1';

    const refusal = await run({ KMSKeyArn: kmsKeyArn });

    expect(refusal.error).toBe('PermissionDeniedError');
    expect(refusal.cause).toContain(`is not allowed kms:CreateGrant on ${kmsKeyArn}: deploy the`);
    expect(refusal.actions).not.toContain('CreateFunction');
  });

  it('is tuned if the deployment allows its role and its key', async () => {
    const refusal = await run(
      { KMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/0-1' },
      { params: { targetRoles: 'target', targetKmsKeys: 'key/0-1' } },
    );

    expect(refusal.error).toBeUndefined();
    expect(refusal.actions).toContain('CreateFunction');
  });

  it('is tuned anyway if IAM cannot be asked', async () => {
    const account = new SimulatedAccount({
      ...defaultScenario('no simulation').account,
      params: { targetRoles: 'app-*' },
    });
    await account.prepare({});
    account.cloud.faults.add({ action: 'SimulatePrincipalPolicy', fault: { kind: 'denied' } });
    const execution = account.start({ functionName: 'target' });
    await account.clock.runUntil(execution.ended);

    expect(execution.states).toContain('PrepareTier');
  });
});

describe('a function that the deployment does not name', () => {
  const tagOnly = { params: { targetFunctions: '' } };
  const refused = async (...args: Parameters<typeof run>) => {
    const refusal = await run(...args);
    expect(refusal.error).toBe('PermissionDeniedError');
    expect(refusal.durationMs).toBeLessThan(FAIL_FAST_MS_MAX);
    expect(refusal.actions).not.toContain('CreateFunction');
    return refusal;
  };

  it('is refused without the tag', async () => {
    const { cause } = await refused({}, tagOnly);

    expect(cause).toContain('must have the tag "autotuner" with the value "recommend" or "apply"');
  });

  it('is measured with the tag "recommend", and not changed', async () => {
    const measured = await run({ Tags: { autotuner: 'recommend' } }, tagOnly);
    const changed = await refused({ Tags: { autotuner: 'recommend' } }, tagOnly, { apply: true });

    expect(measured.error).toBeUndefined();
    expect(changed.cause).toContain('its tag "autotuner" allows "recommend" only');
  });

  it('is changed with the tag "apply"', async () => {
    const changed = await run({ MemorySize: 10_240, Tags: { autotuner: 'apply' } }, tagOnly, {
      apply: true,
      improvementPercentMin: 0,
    });

    expect(changed.error).toBeUndefined();
    expect(changed.actions).toContain('UpdateFunctionConfiguration');
  });

  it('is refused with the tag "off", even if the deployment allows all functions', async () => {
    const { cause } = await refused({ Tags: { autotuner: 'off' } });

    expect(cause).toContain('its tag "autotuner" is "off"');
  });
});
