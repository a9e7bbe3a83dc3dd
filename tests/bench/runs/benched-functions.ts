import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployFunction } from '../../../local/deployment/deploy-function.ts';
import type { LocalAccount } from '../../../local/local-account.ts';
import { SAMPLE_FUNCTIONS, sampleCode } from '../../../local/samples/sample-functions.ts';
import { createFunction } from '../../support/workflow-account.ts';

/** Prefix of the names of all functions that may be tuned; the tuner is deployed only for these. */
export const BENCHED_PREFIX = 'bench-';

/** A function to tune. */
export interface BenchedFunction {
  readonly functionName: string;
  readonly payload: unknown;
}

/** Loop counts of a function that computes: each loop takes about 8 ms of one full vCPU. */
const COMPUTE_LOOPS = [1, 2, 4, 8] as const;

/** Milliseconds that a function waits for another service. */
const WAITS_MS = [5, 20, 60, 150] as const;

/** Returns the code of a function that computes, waits, or does one after the other. */
function generatedCode(loops: number, waitMs: number): string {
  return `import { pbkdf2Sync } from 'node:crypto';
export async function handler() {
  for (let loop = 0; loop < ${loops}; loop++) pbkdf2Sync('password', 'salt', 10_000, 64, 'sha512');
  await new Promise((resolve) => setTimeout(resolve, ${waitMs}));
}`;
}

/** Every mix of computing and waiting, and four that do one thing alone. */
const GENERATED = [
  ...COMPUTE_LOOPS.flatMap((loops) => WAITS_MS.map((waitMs) => ({ loops, waitMs }))),
  ...COMPUTE_LOOPS.map((loops) => ({ loops, waitMs: 0 })),
];

/**
 * Deploys the sample functions and twenty generated ones.
 *
 * @param serviceUrl The slow service that one of the samples calls.
 * @returns The functions to tune, with their events.
 */
export async function deployBenchedFunctions(
  account: LocalAccount,
  serviceUrl: string,
): Promise<readonly BenchedFunction[]> {
  const samples = SAMPLE_FUNCTIONS.map((sample) => ({
    ...sample,
    functionName: `${BENCHED_PREFIX}${sample.functionName}`,
  }));
  await Promise.all(
    samples.map(async (sample) =>
      deployFunction(account.lambda, {
        functionName: sample.functionName,
        code: await sampleCode(sample),
        memoryMb: sample.memoryMb,
        timeoutSeconds: 20,
        environment: { SERVICE_URL: serviceUrl },
      }),
    ),
  );
  const generated = GENERATED.map(({ loops, waitMs }) => ({
    functionName: `${BENCHED_PREFIX}computes-${loops}-waits-${waitMs}`,
    code: generatedCode(loops, waitMs),
  }));
  await Promise.all(generated.map((one) => createFunction(account, one)));
  return [
    ...samples.map(({ functionName, directory }) => ({
      functionName,
      payload: JSON.parse(readFileSync(join(directory, 'event.json'), 'utf8')),
    })),
    ...generated.map(({ functionName }) => ({ functionName, payload: {} })),
  ];
}
