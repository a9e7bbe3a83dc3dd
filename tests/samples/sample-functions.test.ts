import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { deployFunction } from '../../local/deployment/deploy-function.ts';
import { readObject } from '../../local/deployment/read-object.ts';
import { type LocalAccount, startLocalAccount } from '../../local/local-account.ts';
import { SAMPLE_FUNCTIONS, sampleCode } from '../../local/samples/sample-functions.ts';
import {
  type SlowHttpService,
  startSlowHttpService,
} from '../../local/samples/slow-http-service.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import type { Tier } from '../../shared/core/measurement/tier.ts';
import { itWithSpareCores } from '../support/spare-cores.ts';
import { runWorkflow, tuningResultOf } from '../support/workflow-account.ts';

/**
 * Real code runs in real processes, throttled as in Lambda. Only ratios are tested, on the least
 * disturbed run of each size, and only if the machine has cores to spare: the behaviour must show,
 * not an exact duration.
 */
jest.retryTimes(2, { logErrorsBeforeRetry: true });

const itMeasures = await itWithSpareCores();

let account: LocalAccount;
let service: SlowHttpService;

beforeAll(async () => {
  [account, service] = await Promise.all([startLocalAccount(), startSlowHttpService()]);
  await Promise.all(
    SAMPLE_FUNCTIONS.map(async ({ functionName, directory, memoryMb }) =>
      deployFunction(account.lambda, {
        functionName,
        code: await sampleCode({ directory }),
        memoryMb,
        timeoutSeconds: 30,
        environment: { SERVICE_URL: service.url },
      }),
    ),
  );
});

afterAll(async () => {
  await Promise.all([account.stop(), service.stop()]);
});

async function tune(functionName: string, powerValues: readonly number[]): Promise<Tuned> {
  const { directory } =
    SAMPLE_FUNCTIONS.find((sample) => sample.functionName === functionName) ?? {};
  const payload = JSON.parse(readFileSync(join(directory ?? '', 'event.json'), 'utf8'));
  // One invocation at a time, so that our own work does not compete for the machine's cores.
  const run = await runWorkflow(account, {
    functionName,
    powerValues,
    payload,
    sampleCount: 4,
    concurrencyMax: 1,
    fresh: true,
  });
  const result = tuningResultOf(run);
  const report = JSON.parse(await readObject(account.s3, result.report.json));
  return { result, tiers: report.samples };
}

interface Tuned {
  readonly result: TuningResult;
  readonly tiers: readonly Tier[];
}

/** Returns the duration of the fastest warm run at a size. */
function durationMs({ tiers }: Tuned, size: number): number {
  const tier = tiers.find(({ powerValue }) => powerValue === size);
  const warm = (tier?.samples ?? []).filter(({ isCold }) => !isCold);
  if (warm.length === 0) {
    throw new Error(`${size} MB was not measured`);
  }
  return Math.min(...warm.map((sample) => sample.durationMs));
}

describe('the sample functions', () => {
  itMeasures(
    'with one thread get faster with memory up to a full vCPU, and no faster above',
    async () => {
      const tuned = await tune('password-hashing', [256, 512, 1024, 1769, 3008]);

      for (const size of [256, 512]) {
        const ratio = durationMs(tuned, size) / durationMs(tuned, 2 * size);
        expect(ratio).toBeGreaterThan(1.4);
        expect(ratio).toBeLessThan(2.9);
      }
      const aboveOneVcpu = durationMs(tuned, 1769) / durationMs(tuned, 3008);
      expect(aboveOneVcpu).toBeGreaterThan(0.5);
      expect(aboveOneVcpu).toBeLessThan(1.9);
    },
  );

  itMeasures('that wait for a service hardly get faster with memory', async () => {
    const tuned = await tune('slow-service', [256, 1769]);

    expect(durationMs(tuned, 256) / durationMs(tuned, 1769)).toBeLessThan(1.5);
    expect(tuned.result.powerValue).toBe(256);
  });

  itMeasures('with several threads gain from every fraction of a vCPU', async () => {
    const tuned = await tune('prime-search', [512, 1769]);

    expect(durationMs(tuned, 512) / durationMs(tuned, 1769)).toBeGreaterThan(1.7);
  });

  itMeasures('are killed only at sizes with too little memory', async () => {
    const { result } = await tune('image-buffer', [128, 512]);

    expect(result.tiers[0]?.outcome).toMatchObject({ kind: 'infeasible', reason: 'outOfMemory' });
    expect(result.tiers[1]?.outcome).toEqual({ kind: 'measured' });
    expect(result.powerValue).toBe(512);
  });

  itMeasures('that compute and wait are tuned too', async () => {
    const { result } = await tune('document-archive', [512, 1769]);

    expect(result.tiers.map(({ outcome }) => outcome.kind)).toEqual(['measured', 'measured']);
  });
});
