import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deployFunction } from '../../local/deployment/deploy-function.ts';
import { type LocalAccount, startLocalAccount } from '../../local/deployment/local-account.ts';
import { SAMPLE_FUNCTIONS } from '../../local/samples/sample-functions.ts';
import {
  type SlowHttpService,
  startSlowHttpService,
} from '../../local/samples/slow-http-service.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

/*
 * Real code in real processes, throttled like Lambda. Only ratios are judged, and with room for a
 * busy machine: what must show is the physics, not a figure.
 */

let account: LocalAccount;
let service: SlowHttpService;

beforeAll(async () => {
  [account, service] = await Promise.all([startLocalAccount(), startSlowHttpService()]);
  await Promise.all(
    SAMPLE_FUNCTIONS.map(({ functionName, directory, memoryMb }) =>
      deployFunction(account.lambda, {
        functionName,
        directory,
        handler: 'handler.handler',
        memoryMb,
        timeoutSeconds: 30,
        environment: { SERVICE_URL: service.url },
        roleArn: `arn:aws:iam::${account.deployment.accountId}:role/${functionName}`,
      }),
    ),
  );
});

afterAll(async () => {
  await Promise.all([account.stop(), service.stop()]);
});

async function tune(functionName: string, powerValues: readonly number[]): Promise<TuningResult> {
  const { directory } =
    SAMPLE_FUNCTIONS.find((sample) => sample.functionName === functionName) ?? {};
  const payload = JSON.parse(readFileSync(join(directory ?? '', 'event.json'), 'utf8'));
  // One invocation at a time: nothing else of ours competes for the machine's cores.
  const run = await runWorkflow(account, {
    functionName,
    powerValues,
    payload,
    sampleCount: 4,
    concurrencyMax: 1,
  });
  return tuningResultOf(run);
}

function durationMs({ tiers }: TuningResult, size: number): number {
  const figures = tiers.find(({ powerValue }) => powerValue === size)?.figures;
  if (figures === undefined) {
    throw new Error(`${size} MB was not measured`);
  }
  return figures.durationMsMedian;
}

describe('the sample functions', () => {
  it('on one thread get faster with memory up to a full vCPU, and no faster above', async () => {
    const result = await tune('password-hashing', [256, 512, 1024, 1769, 3008]);

    for (const size of [256, 512]) {
      const ratio = durationMs(result, size) / durationMs(result, 2 * size);
      expect(ratio).toBeGreaterThan(1.4);
      expect(ratio).toBeLessThan(2.9);
    }
    const aboveOneVcpu = durationMs(result, 1769) / durationMs(result, 3008);
    expect(aboveOneVcpu).toBeGreaterThan(0.5);
    expect(aboveOneVcpu).toBeLessThan(1.9);
  });

  it('that wait for a service hardly change with memory', async () => {
    const result = await tune('slow-service', [256, 1769]);

    expect(durationMs(result, 256) / durationMs(result, 1769)).toBeLessThan(1.5);
    expect(result.powerValue).toBe(256);
  });

  it('on several threads gain from every part of a vCPU below one', async () => {
    const result = await tune('prime-search', [512, 1769]);

    expect(durationMs(result, 512) / durationMs(result, 1769)).toBeGreaterThan(1.7);
  });

  it('that need more memory than they get are killed, and only there', async () => {
    const result = await tune('image-buffer', [128, 512]);

    expect(result.tiers[0]?.outcome).toMatchObject({ kind: 'infeasible', reason: 'outOfMemory' });
    expect(result.tiers[1]?.outcome).toEqual({ kind: 'measured' });
    expect(result.powerValue).toBe(512);
  });

  it('that do both are tuned too', async () => {
    const result = await tune('document-archive', [512, 1769]);

    expect(result.tiers.map(({ outcome }) => outcome.kind)).toEqual(['measured', 'measured']);
  });
});
