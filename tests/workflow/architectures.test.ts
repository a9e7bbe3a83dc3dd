import { GetFunctionCommand, PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { createScriptedHost } from '../local-cloud/scripted-host.ts';
import { elfFile } from '../support/native-files.ts';
import {
  cloneNames,
  createFunction,
  enteredStates,
  journalKeys,
  runWorkflow,
  tuningResultOf,
} from '../support/workflow-account.ts';

/** CPU work of every invocation, milliseconds at one full vCPU, by architecture. */
const CPU_MS = { x86_64: 100, arm64: 80 } as const;

/** Memory that gives one vCPU, MB. */
const FULL_VCPU_MB = 1769;

/** The answer of a function without code for arm64. */
const BROKEN = {
  kind: 'functionError',
  errorType: 'Error',
  payload: Buffer.from('{"errorType":"Error","errorMessage":"no binary for arm64"}'),
} as const;

/** Durations by architecture and memory; a handler called "broken" works on x86_64 only. */
const executionHost = createScriptedHost(({ handler, architecture, memoryMb }) =>
  architecture === 'arm64' && handler === 'broken.handler'
    ? BROKEN
    : { durationMs: CPU_MS[architecture] / Math.min(1, memoryMb / FULL_VCPU_MB) },
);

const CODE = 'export const handler = async () => ({});';
const BOTH = { strategy: 'cost', architectures: ['x86_64', 'arm64'] } as const;

let account: LocalAccount;

beforeAll(async () => {
  account = await startLocalAccount({ cloud: { pendingMs: 20, executionHost } });
});

afterEach(() => {
  expect(cloneNames(account)).toEqual([]);
  expect(journalKeys(account)).toEqual([]);
});

afterAll(() => account.stop());

/** Returns the clones that were created, by architecture and size. */
function madeClones(): readonly (readonly [string, number])[] {
  return account.cloud.cloud.calls
    .list()
    .filter(({ action, resource }) => action === 'CreateFunction' && resource.includes('-clone-'))
    .map(({ resource }) => {
      const [, name = ''] = /-([^-]+)$/.exec(resource) ?? [];
      return name.startsWith('a')
        ? (['arm64', Number.parseInt(name.slice(1), 36)] as const)
        : (['x86_64', Number(name)] as const);
    });
}

describe('a run on both architectures', () => {
  it('advises a move that pays, and applies the size only to the present architecture', async () => {
    await createFunction(account, {
      functionName: 'portable',
      code: CODE,
      settings: { MemorySize: 128 },
    });
    account.cloud.cloud.calls.clear();

    const input = { functionName: 'portable', ...BOTH, powerValues: [128, 1769], sampleCount: 5 };
    const result = tuningResultOf(await runWorkflow(account, { ...input, apply: true }));

    // The work takes the same GB-seconds at each size; arm64 takes a fifth less, at a price a fifth
    // lower.
    expect(result.decision.architecture).toMatchObject({
      kind: 'move',
      present: { architecture: 'x86_64', memoryMb: result.powerValue, warmSampleCount: 5 },
      other: { architecture: 'arm64', warmSampleCount: 5 },
    });
    expect(result.tiers.map(({ powerValue }) => powerValue)).toEqual([128, 1769]);
    expect(
      result.otherTiers?.map(({ architecture, powerValue }) => [architecture, powerValue]),
    ).toEqual([
      ['arm64', 128],
      ['arm64', 1769],
    ]);
    expect(result.decision.evidence.otherArchitecture).toMatchObject({
      architecture: 'arm64',
      tiers: [{ powerValue: 128 }, { powerValue: 1769 }],
    });
    expect(madeClones().toSorted()).toEqual([
      ['arm64', 128],
      ['arm64', 1769],
      ['x86_64', 128],
      ['x86_64', 1769],
    ]);
    const { Configuration } = await account.lambda.send(
      new GetFunctionCommand({ FunctionName: 'portable' }),
    );
    expect(Configuration).toMatchObject({
      Architectures: ['x86_64'],
      MemorySize: result.powerValue,
    });
  });

  it('takes a few more invocations, and recalls the answer when it is asked again', async () => {
    await createFunction(account, { functionName: 'again', code: CODE });
    const input = { functionName: 'again', ...BOTH };

    const first = tuningResultOf(await runWorkflow(account, input));
    const again = await runWorkflow(account, input);
    const one = tuningResultOf(
      await runWorkflow(account, { ...input, architectures: ['x86_64'], fresh: true }),
    );

    expect(first.decision.architecture?.kind).toBe('move');
    expect(first.invocationCount - one.invocationCount).toBeGreaterThanOrEqual(4);
    expect(first.invocationCount - one.invocationCount).toBeLessThanOrEqual(12);
    expect(tuningResultOf(again)).toMatchObject({
      isRecalled: true,
      invocationCount: 0,
      decision: { architecture: first.decision.architecture },
    });
    expect(one.decision).not.toHaveProperty('architecture');
    expect(one).not.toHaveProperty('otherTiers');
  });

  it('finds the size even if the function does not work on the other architecture', async () => {
    await createFunction(account, {
      functionName: 'broken',
      code: CODE,
      settings: { Handler: 'broken.handler' },
    });

    const run = await runWorkflow(account, { functionName: 'broken', ...BOTH });

    const { decision, tiers } = tuningResultOf(run);
    expect(tiers.length).toBeGreaterThan(1);
    expect(decision.architecture).toMatchObject({
      kind: 'unmeasured',
      architecture: 'arm64',
      text: expect.stringMatching(/^arm64 could not be compared: at \d+ MB: .*no binary for arm64/),
    });
  });

  it('refuses a package that is compiled for one of them only, before anything is created', async () => {
    const zip = zipSync({ 'index.mjs': strToU8(CODE), 'lib/a.node': elfFile('x86_64') });
    await createFunction(account, {
      functionName: 'native',
      code: CODE,
      settings: { Code: { ZipFile: zip } },
    });

    const run = await runWorkflow(account, { functionName: 'native', ...BOTH });

    expect(run.result).toMatchObject({
      status: 'FAILED',
      error: 'UnsupportedFunctionError',
      cause: expect.stringMatching(/"lib\/a\.node" in its package is compiled for x86_64/),
    });
    expect(enteredStates(run)).not.toContain('PlanRound');
  });

  it('inspects layers, and accepts those that have both', async () => {
    const layer = async (files: Readonly<Record<string, Uint8Array>>) => {
      const { LayerVersionArn = '' } = await account.lambda.send(
        new PublishLayerVersionCommand({
          LayerName: 'tools',
          Content: { ZipFile: zipSync(files) },
        }),
      );
      return LayerVersionArn;
    };
    const one = await layer({ 'bin/tool-x64': elfFile('x86_64') });
    const both = await layer({
      'bin/tool-x64': elfFile('x86_64'),
      'bin/tool-arm64': elfFile('arm64'),
    });
    await createFunction(account, {
      functionName: 'layered',
      code: CODE,
      settings: { Layers: [one] },
    });
    await createFunction(account, {
      functionName: 'layered-both',
      code: CODE,
      settings: { Layers: [both] },
    });

    const refused = await runWorkflow(account, { functionName: 'layered', ...BOTH });
    const run = await runWorkflow(account, { functionName: 'layered-both', ...BOTH });

    expect(refused.result).toMatchObject({
      cause: expect.stringContaining(`"bin/tool-x64" in its layer ${one} is compiled for x86_64`),
    });
    expect(tuningResultOf(run).decision.architecture?.kind).toBe('move');
  });
});
