import { beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom } from '../support/seeded-random.ts';
import { runCase } from './run-case.ts';
import { defaultScenario, faultAtCall, seededScenario } from './scenario.ts';

/** Seeds that `npm test` plays; `npm run simulate` plays others. */
const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe('a simulated run', () => {
  it('takes the same course for the same seed', async () => {
    const first = await runCase(seededScenario(7));
    const second = await runCase(seededScenario(7));

    expect(second.trace).toEqual(first.trace);
  });

  it.each(SEEDS)(
    'does nothing that must never happen (npm run simulate -- --seed %i)',
    async (seed) => {
      const { violations } = await runCase(seededScenario(seed));

      expect(violations).toEqual([]);
    },
  );
});

describe('a run with 30 % of all calls throttled', () => {
  it.each([1, 2, 3])('succeeds (%i)', async (seed) => {
    const random = seededRandom(seed);
    const throttled = Array.from({ length: 3_000 }, (_, index) => index + 1).filter(
      () => random() < 0.3,
    );

    const { executions, violations } = await runCase({
      ...defaultScenario('throttled'),
      faults: throttled.map((call) => faultAtCall({ kind: 'throttle' }, call)),
    });

    const result = executions[0]?.result as unknown as {
      status: string;
      output: { tiers: { outcome: { kind: string } }[] };
    };
    expect(result.status).toBe('SUCCEEDED');
    expect(result.output.tiers.map(({ outcome }) => outcome.kind)).not.toContain('failed');
    expect(violations).toEqual([]);
  });
});

describe('a run for which the account has no concurrency left', () => {
  it('invokes less and less, and succeeds once there is some again', async () => {
    const { executions, trace, violations } = await runCase({
      ...defaultScenario('shortage'),
      request: { functionName: 'target', powerValues: [1024], sampleCount: 4 },
      faults: [
        {
          action: 'Invoke',
          callCount: 10,
          fault: { kind: 'throttle', reason: 'ConcurrentInvocationLimitExceeded' },
        },
      ],
    });

    expect(executions[0]?.status).toBe('SUCCEEDED');
    expect(violations).toEqual([]);
    const atMs = trace.filter((line) => line.includes('Invoke 429')).map(Number.parseFloat);
    const pausesMs = atMs.slice(1).map((each, index) => each - (atMs[index] ?? 0));
    // Both lanes are refused at once; from then on one asks, after pauses that may grow to 10 s.
    expect(pausesMs[0]).toBe(0);
    expect(Math.min(...pausesMs.slice(1))).toBeGreaterThan(0);
    expect(Math.max(...pausesMs)).toBeGreaterThan(2_000);
  });
});

/** Calls of the preflight: IAM is asked unless its circuit breaker in the store is open. */
const PREFLIGHT_CALLS = new Set(['GetObject', 'SimulatePrincipalPolicy']);

describe('a run that cannot succeed, at 100 ms for each API call', () => {
  let calls: readonly string[];

  async function failingRun(scenario: ReturnType<typeof defaultScenario>) {
    const outcome = await runCase(scenario);
    calls = outcome.trace
      .slice(
        0,
        outcome.trace.findIndex((line) => line.endsWith(' sweep')),
      )
      .map((line) => / (\w+) \d{1,3} [a/*]/.exec(line)?.[1])
      .filter((action): action is string => action !== undefined && action !== 'PutObject');
    return outcome;
  }

  beforeAll(() => {
    calls = [];
  });

  it('fails within 5 s when the function does not exist, after one GetFunction', async () => {
    const { executions, durationMs, violations } = await failingRun({
      ...defaultScenario('not found'),
      request: { functionName: 'missing' },
    });

    expect(executions[0]?.result).toMatchObject({ error: 'FunctionNotFoundError' });
    expect(durationMs).toBeLessThan(5_000);
    expect(violations).toEqual([]);
    expect(calls.filter((action) => !PREFLIGHT_CALLS.has(action))).toEqual(['GetFunction']);
  });

  it('fails within 5 s when it may not be read, after one GetFunction', async () => {
    const { executions, durationMs, violations } = await failingRun({
      ...defaultScenario('denied'),
      faults: [{ ...faultAtCall({ kind: 'denied' }, 1), action: 'GetFunction' }],
    });

    expect(executions[0]?.result).toMatchObject({ error: 'PermissionDeniedError' });
    expect(durationMs).toBeLessThan(5_000);
    expect(violations).toEqual([]);
    expect(calls.filter((action) => !PREFLIGHT_CALLS.has(action))).toEqual(['GetFunction']);
  });
});
