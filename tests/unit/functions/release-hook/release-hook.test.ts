import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  type ReleaseHookPorts,
  releaseHook,
} from '../../../../functions/release-hook/release-hook.ts';
import type { HookStatus } from '../../../../shared/aws/code-deployment.ts';
import type { ExecutionEnd } from '../../../../shared/aws/execution-events.ts';
import { PermissionDeniedError, TransientServiceError } from '../../../../shared/errors.ts';
import { aComparisonResult } from '../../../support/comparison-results.ts';
import { memoryStore } from '../../../support/memory-store.ts';

const CALL = { DeploymentId: 'd-ABC', LifecycleEventHookExecutionId: 'hook-1' };
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:tuner';
const RELEASE = { functionName: 'orders', currentVersion: '7', targetVersion: '8' };
const SLOWER: ExecutionEnd = { status: 'SUCCEEDED', output: aComparisonResult() };

let store: ReturnType<typeof memoryStore>;
let started: { readonly name: string; readonly input: unknown }[];
let told: HookStatus[];
let warnings: string[];

beforeEach(() => {
  store = memoryStore();
  started = [];
  told = [];
  warnings = [];
});

function portsWith(changes: Partial<ReleaseHookPorts> = {}): ReleaseHookPorts {
  return {
    store,
    stateMachineArn: MACHINE,
    isEnabled: true,
    request: {},
    whenUndecided: 'Succeeded',
    readDeployedRelease: async () => RELEASE,
    startExecution: async ({ name, input }) => {
      started.push({ name, input });
      return { kind: 'started', executionArn: `arn:${name}` };
    },
    readExecution: async (executionArn) => ({
      executionArn,
      startedAtMs: 0,
      status: 'SUCCEEDED',
      input: {},
      end: SLOWER,
    }),
    putHookStatus: async ({ status }) => {
      told.push(status);
      return 'told';
    },
    warn: (_message, { reason }) => warnings.push(String(reason)),
    ...changes,
  };
}

const endOf = (name: string) => ({
  source: 'aws.states',
  detail: { executionArn: `arn:${name}`, name, status: 'SUCCEEDED' },
});

/** Calls the hook, and then reports the end of the run that it started. */
async function callAndEnd(changes: Partial<ReleaseHookPorts> = {}) {
  await releaseHook(portsWith(changes), CALL);
  return await releaseHook(portsWith(changes), endOf(started[0]?.name ?? ''));
}

describe('releaseHook(), called by CodeDeploy', () => {
  it('starts a comparison of both versions, with the same name for each delivery', async () => {
    const first = await releaseHook(portsWith(), CALL);
    const second = await releaseHook(portsWith(), CALL);
    const other = await releaseHook(portsWith(), {
      ...CALL,
      LifecycleEventHookExecutionId: 'hook-2',
    });

    expect(first).toEqual({
      kind: 'started',
      executionArn: expect.stringMatching(/^arn:codedeploy-d-ABC-[0-9a-f]{12}$/),
    });
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(started[0]?.input).toMatchObject({ functionName: 'orders:8', compareWith: '7' });
    expect(told).toEqual([]);
  });

  it.each(['Succeeded', 'Failed'] as const)(
    'answers %s at once, as configured, if no run can be started',
    async (whenUndecided) => {
      const denied = async () => {
        throw new PermissionDeniedError('Cannot start "run": denied');
      };

      const output = await releaseHook(portsWith({ startExecution: denied, whenUndecided }), CALL);

      expect(output).toMatchObject({ kind: 'told', status: whenUndecided });
      expect(told).toEqual([whenUndecided]);
      expect(warnings).toEqual([expect.stringContaining('PermissionDeniedError: Cannot start')]);
    },
  );

  it('does not answer after a defect', async () => {
    const broken = async () => {
      throw new TypeError('a defect');
    };

    await expect(releaseHook(portsWith({ readDeployedRelease: broken }), CALL)).rejects.toThrow(
      TypeError,
    );
    expect(told).toEqual([]);
  });

  it('refuses if the tuner was deployed without the hook', async () => {
    await expect(releaseHook(portsWith({ isEnabled: false }), CALL)).rejects.toThrow(
      '"ReleaseHookEnabled" true',
    );
    expect([...store.texts.keys()]).toEqual([]);
  });
});

describe('releaseHook(), at the end of a run', () => {
  it('tells CodeDeploy what the run found, once', async () => {
    expect(await callAndEnd()).toEqual({
      kind: 'told',
      status: 'Failed',
      reason: 'The new release is slower at 512 MB',
    });
    expect(warnings).toEqual(['The new release is slower at 512 MB']);

    const again = await releaseHook(portsWith(), endOf(started[0]?.name ?? ''));
    expect(again).toMatchObject({ kind: 'ignored' });
    expect(told).toEqual(['Failed']);
  });

  it('logs nothing about a release that passes', async () => {
    const end: ExecutionEnd = {
      status: 'SUCCEEDED',
      output: aComparisonResult({ verdict: { kind: 'better', text: 'Better' } }),
    };
    const readExecution = async (executionArn: string) => ({
      executionArn,
      startedAtMs: 0,
      status: 'SUCCEEDED',
      input: {},
      end,
    });

    expect(await callAndEnd({ readExecution })).toMatchObject({ status: 'Succeeded' });
    expect(warnings).toEqual([]);
  });

  it('keeps the note until CodeDeploy has accepted the answer', async () => {
    const putHookStatus = async () => {
      throw new TransientServiceError('Cannot tell');
    };

    await expect(callAndEnd({ putHookStatus })).rejects.toThrow('Cannot tell');
    expect(await releaseHook(portsWith(), endOf(started[0]?.name ?? ''))).toMatchObject({
      kind: 'told',
    });
  });

  it('ignores a hook whose hour is over', async () => {
    const late = await callAndEnd({ putHookStatus: async () => 'late' });

    expect(late).toMatchObject({
      kind: 'ignored',
      reason: expect.stringContaining('hour is over'),
    });
    expect([...store.texts.keys()]).toEqual([]);
  });

  it.each([
    ['of another run', endOf('run-1')],
    ['of a run that no hook waits for', endOf('codedeploy-d-ABC-000000000000')],
    ['of something else', { source: 'aws.events' }],
  ])('ignores an event %s', async (_what, event) => {
    expect(await releaseHook(portsWith(), event)).toMatchObject({ kind: 'ignored' });
    expect(told).toEqual([]);
  });
});
