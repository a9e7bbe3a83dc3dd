import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  paginateListFunctions,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { type TuningResult, tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import type { LivePlace } from './live-place.ts';

/** Output of a run of `autotune`. */
interface Answer {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A case that must have the same outcome in an account and in the local cloud. */
export interface LiveScenario {
  readonly name: string;
  /** Function that is created for the scenario; absent if it must not exist. */
  readonly functionName: string | undefined;
  readonly args: readonly string[];
  /** @throws If the outcome differs. */
  check(answer: Answer, place: LivePlace): Promise<void>;
}

const MEMORY_MB_BEFORE = 128;
const POWER_VALUES = [MEMORY_MB_BEFORE, 512];
const TIMEOUT_SECONDS = 10;
const MEASURE = [
  '--power-values',
  POWER_VALUES.join(','),
  '--samples',
  '3',
  '--tuning-usd-max',
  '0.01',
];

/** Attempts with a newly created role, and the pause between two of them. */
const ROLE_ATTEMPTS_MAX = 15;
const ROLE_PAUSE_MS = 2_000;

/** Longest wait for a new function, seconds. */
const ACTIVE_SECONDS_MAX = 60;

const CODE = `export const handler = () => {
  let sum = 0;
  for (let i = 0; i < 3e7; i += 1) sum += Math.sqrt(i);
  return sum;
};`;

const TUNED = 'autotuner-live-tuned';
const APPLIED = 'autotuner-live-applied';
const OUTSIDE = 'autotuner-outside';

/** The scenarios; those without cost first. */
export const LIVE_SCENARIOS: readonly LiveScenario[] = [
  {
    name: 'a function that does not exist',
    functionName: undefined,
    args: ['autotuner-live-none', ...MEASURE],
    check: async ({ exitCode, stdout }) => {
      expectSame(exitCode, 1);
      expectText(stdout, 'FunctionNotFoundError: Cannot tune');
    },
  },
  {
    name: 'a function that the tuner may not touch',
    functionName: OUTSIDE,
    args: [OUTSIDE, ...MEASURE],
    check: async ({ exitCode, stdout }, place) => {
      expectSame(exitCode, 1);
      expectText(stdout, 'PermissionDeniedError: ');
      expectSame(await memoryMbOf(place, OUTSIDE), MEMORY_MB_BEFORE);
    },
  },
  {
    name: 'a function that is tuned, and nothing applied',
    functionName: TUNED,
    args: [TUNED, ...MEASURE, '--strategy', 'cost', '--json'],
    check: async (answer, place) => {
      const result = resultOf(answer);
      expectSame(result.tiers.length, POWER_VALUES.length);
      expectSame(await memoryMbOf(place, TUNED), MEMORY_MB_BEFORE);
    },
  },
  {
    name: 'a function that is tuned, and the size applied',
    functionName: APPLIED,
    args: [
      APPLIED,
      ...MEASURE,
      ...['--strategy', 'speed', '--apply', '--improvement-percent-min', '0', '--json'],
    ],
    check: async (answer, place) => {
      const result = resultOf(answer);
      expectSame(result.application?.kind, 'applied');
      expectSame(await memoryMbOf(place, APPLIED), result.powerValue);
    },
  },
];

/** Highest price of a GB-second and of a million requests in all known regions, USD. */
const GB_SECOND_USD = 0.000023;
const REQUEST_USD = 0.28 / 1_000_000;
/** Upper limits of a run: transitions, and GB-seconds of the tuner's own functions. */
const TRANSITIONS_MAX = 200;
const TRANSITION_USD = 0.000_03;
const TASK_GB_SECONDS_MAX = 200;
/**
 * Upper limit of invocations at each size: three samples in each of two lanes, their cold starts,
 * and some failures.
 */
const INVOCATIONS_MAX = POWER_VALUES.length * 2 * (3 + 5);

/** Returns the maximum cost of all scenarios together, USD. */
export function spendingCapUsd(): number {
  const largestGb = Math.max(...POWER_VALUES) / 1024;
  const invocationUsd = TIMEOUT_SECONDS * largestGb * GB_SECOND_USD + REQUEST_USD;
  const runUsd =
    INVOCATIONS_MAX * invocationUsd +
    TRANSITIONS_MAX * TRANSITION_USD +
    TASK_GB_SECONDS_MAX * GB_SECOND_USD;
  return LIVE_SCENARIOS.length * runUsd;
}

/**
 * Plays a scenario, from the creation of its function to its deletion.
 * @throws If the outcome differs, or a clone is left.
 */
export async function playScenario(place: LivePlace, scenario: LiveScenario): Promise<void> {
  const { functionName } = scenario;
  if (functionName !== undefined) await makeFunction(place, functionName);
  try {
    const answer = await autotune(place, scenario.args);
    try {
      await scenario.check(answer, place);
      expectSame((await cloneNames(place)).join(', '), '');
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${answer.stdout}\n${answer.stderr}`);
    }
  } finally {
    if (functionName !== undefined) await deleteFunction(place, functionName);
  }
}

async function makeFunction(place: LivePlace, FunctionName: string): Promise<void> {
  await deleteFunction(place, FunctionName);
  await createWithNewRole(place, {
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: place.functionRoleArn,
    MemorySize: MEMORY_MB_BEFORE,
    Timeout: TIMEOUT_SECONDS,
    LoggingConfig: { LogGroup: place.logGroupName },
    Code: { ZipFile: zipSync({ 'index.mjs': strToU8(CODE) }) },
  });
  await waitUntilFunctionActiveV2(
    { client: place.lambda, maxWaitTime: ACTIVE_SECONDS_MAX, minDelay: 1, maxDelay: 2 },
    { FunctionName },
  );
}

/** Retries, because Lambda refuses a new role for some seconds, until IAM has made it known. */
async function createWithNewRole(
  { lambda }: LivePlace,
  input: CreateFunctionCommandInput,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await lambda.send(new CreateFunctionCommand(input));
      return;
    } catch (error) {
      const isNew = /role.*cannot be assumed/i.test((error as Error).message);
      if (!isNew || attempt >= ROLE_ATTEMPTS_MAX) throw error;
      await delay(ROLE_PAUSE_MS);
    }
  }
}

async function deleteFunction({ lambda }: LivePlace, FunctionName: string): Promise<void> {
  await lambda.send(new DeleteFunctionCommand({ FunctionName })).catch((error: Error) => {
    if (error.name !== 'ResourceNotFoundException') throw error;
  });
}

async function memoryMbOf({ lambda }: LivePlace, FunctionName: string) {
  const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return MemorySize;
}

async function cloneNames({ lambda, clonePrefix }: LivePlace): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    names.push(...Functions.map(({ FunctionName = '' }) => FunctionName));
  }
  return names.filter((name) => name.startsWith(clonePrefix));
}

async function autotune(place: LivePlace, args: readonly string[]): Promise<Answer> {
  const command = join(import.meta.dirname, '..', '..', 'cli', 'autotune.ts');
  const child = spawn(process.execPath, [command, ...args, ...place.autotuneOptions], {
    env: place.environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [exitCode] = await closed;
  return { exitCode, stdout, stderr };
}

function resultOf({ exitCode, stdout }: Answer): TuningResult {
  expectSame(exitCode, 0);
  return parseContract(tuningResultSchema, JSON.parse(stdout), 'the result of the run');
}

function expectSame(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`it must be "${expected}": it is "${actual}"`);
}

function expectText(actual: string, expected: string): void {
  if (!actual.includes(expected)) throw new Error(`the output must contain "${expected}"`);
}
