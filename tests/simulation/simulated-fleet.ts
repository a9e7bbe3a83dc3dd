import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { CallRecord } from '../../local/cloud/call-log.ts';
import type { ExecutionResult } from '../../local/workflow/engine/execution-result.ts';
import { type FleetRow, fleetRowSchema } from '../../shared/contract/fleet.ts';
import { type FleetResult, fleetResultSchema } from '../../shared/contract/fleet-result.ts';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import { DAY_MS } from '../../shared/core/duration-units.ts';
import { priceOf } from '../../shared/core/pricing/price-table.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { defaultScenario } from './scenario.ts';
import { SimulatedAccount } from './simulated-account.ts';
import { type FunctionModel, MODEL_VARIABLE } from './simulated-host.ts';
import { warmUp } from './warm-up.ts';

/**
 * Requests that do not count towards the rate of Lambda's control plane (Lambda quotas); code comes
 * from S3.
 */
const UNCOUNTED = ['Invoke', 'GetFunction', 'DownloadCode'];

/** One function in this many fails at every size, and one does not exist. */
const FAILING_EVERY = 25;

const CODE = zipSync({ 'index.mjs': strToU8('export const handler = () => 1;') });

/** One step of a task that takes as many steps as it needs. */
interface ObservedStep {
  readonly startedAtMs: number;
  endedAtMs: number;
}

/**
 * Tasks of a fleet that continue in a further step if one is not enough; each step reads the plan
 * first.
 */
const PAGED_TASKS = ['planFleet', 'reportFleet'] as const;

/** An account with many functions, and what fleets of them did. */
export class SimulatedFleet {
  readonly account: SimulatedAccount;
  readonly functionNames: readonly string[];
  /** Times of the counted requests to the control plane, in milliseconds. */
  readonly controlPlaneAtMs: number[] = [];
  /** Steps of the tasks that go through all functions, in order. */
  readonly steps: Readonly<Record<(typeof PAGED_TASKS)[number], ObservedStep[]>> = {
    planFleet: [],
    reportFleet: [],
  };
  callCount = 0;
  /** Conditional writes of the ledger that failed because another one came first. */
  conflictCount = 0;
  /** The same for the pace of the control plane. */
  paceConflictCount = 0;

  private constructor(account: SimulatedAccount, functionNames: readonly string[]) {
    this.account = account;
    this.functionNames = functionNames;
    account.onCall = (call) => this.#observe(call);
  }

  /** Creates the functions, each with its own durations and traffic. */
  static async make(functionCount: number, seed = 1): Promise<SimulatedFleet> {
    await warmUp();
    const { account: plan } = defaultScenario('fleet');
    const account = new SimulatedAccount({
      ...plan,
      seed,
      model: { ...plan.model, noiseMax: 0.2 },
    });
    await account.prepare({});
    const random = seededRandom(seed);
    const names = Array.from({ length: functionCount }, (_, index) => `fn-${index}`);
    await account.clock.runUntil(
      (async () => {
        for (const [index, name] of names.entries()) {
          if (index % FAILING_EVERY === 1) continue;
          await makeFunction(account, name, modelOf(index, random));
          recordUse(account, name, random);
        }
        await account.clock.sleepMs(10_000);
      })(),
    );
    account.cloud.calls.clear();
    return new SimulatedFleet(account, names);
  }

  /** Slows down each call of the tasks that go through all functions, by milliseconds. */
  slowDown(delayMs: number): void {
    for (const { key, roleArn } of this.account.deployment.functions) {
      if (!PAGED_TASKS.some((task) => task === key)) continue;
      this.account.cloud.faults.add({ roleArn, fault: { kind: 'slow', delayMs } });
    }
  }

  #observe(call: CallRecord): void {
    const { service, action, resource, status, roleArn, atMs } = call;
    this.callCount += 1;
    this.#observeStep(call);
    if (action === 'PutObject' && status === 412) {
      if (resource.endsWith('/ledger.json')) this.conflictCount += 1;
      if (resource.includes('/pace/')) this.paceConflictCount += 1;
    }
    if (service === 'lambda' && !UNCOUNTED.includes(action) && roleArn !== undefined) {
      this.controlPlaneAtMs.push(atMs);
    }
  }

  #observeStep({ action, resource, roleArn, atMs }: CallRecord): void {
    const task = PAGED_TASKS.find((key) => key === this.account.taskOf(roleArn));
    if (task === undefined) return;
    const steps = this.steps[task];
    if (action === 'GetObject' && resource.endsWith('/plan.json')) {
      steps.push({ startedAtMs: atMs, endedAtMs: atMs });
    }
    const step = steps.at(-1);
    if (step !== undefined) step.endedAtMs = atMs;
  }

  /**
   * Duration of the longest step that goes through all functions, from its first call to its last,
   * seconds.
   */
  get stepSecondsMax(): number {
    const steps = Object.values(this.steps).flat();
    return Math.max(...steps.map(({ startedAtMs, endedAtMs }) => (endedAtMs - startedAtMs) / 1000));
  }

  /** Runs a fleet to its end, or to its stop. */
  async run(
    input: object,
    { name, stopAfterMs }: { readonly name: string; readonly stopAfterMs?: number },
  ): Promise<ExecutionResult> {
    const { clock } = this.account;
    const execution = this.account.startFleet(input, name);
    if (stopAfterMs !== undefined) {
      await clock.runUntil(clock.sleepMs(stopAfterMs));
      execution.abort();
    }
    return await clock.runUntil(execution.result);
  }

  /** Reads the result of a fleet that must have succeeded, with a row for each function. */
  async readResult(
    end: ExecutionResult,
  ): Promise<{ readonly result: FleetResult; readonly rows: readonly FleetRow[] }> {
    if (end.status !== 'SUCCEEDED') throw new Error(`The fleet failed: ${JSON.stringify(end)}`);
    const result = parseContract(fleetResultSchema, end.output, 'the result of the fleet');
    const text = await this.account.readStore(`fleets/${result.fleetId}/report.json`);
    const { functions } = JSON.parse(text ?? '') as { readonly functions: readonly unknown[] };
    const rows = functions.map((row) => parseContract(fleetRowSchema, row, 'a row'));
    return { result, rows };
  }

  /** The id of the only fleet that was planned. */
  get fleetId(): string {
    const [key = ''] = this.account.storeKeys('fleets/');
    return key.split('/')[1] ?? '';
  }

  /** Number of invocations of clones, counted independently of the tuner. */
  get invocationCount(): number {
    const { started } = this.account.host.tally;
    return [...started.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Cost of the invocations of clones, USD by the price list. */
  get costUsd(): number {
    const { usdPerGbSecond } = priceOf('us-east-1', 'x86_64');
    return this.account.host.tally.gbSeconds * usdPerGbSecond;
  }

  /** Maximum number of counted requests to the control plane within any second. */
  get controlPlaneRateMax(): number {
    const times = this.controlPlaneAtMs;
    let [first, most] = [0, 0];
    for (const [last, atMs] of times.entries()) {
      while ((times[first] ?? atMs) <= atMs - 1000) first += 1;
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}

async function makeFunction(
  account: SimulatedAccount,
  FunctionName: string,
  model: Partial<FunctionModel>,
): Promise<void> {
  await account.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::123456789012:role/target',
      Code: { ZipFile: CODE },
      MemorySize: 1024,
      Timeout: 10,
      Environment: { Variables: { [MODEL_VARIABLE]: JSON.stringify(model) } },
    }),
  );
}

function modelOf(index: number, random: () => number): Partial<FunctionModel> {
  return index % FAILING_EVERY === 0
    ? { errorShare: 1 }
    : { cpuMs: 5 + 400 * random() ** 3, waitMs: 5 + 200 * random() ** 3 };
}

/** Records a day of production traffic. */
function recordUse({ cloud, clock }: SimulatedAccount, functionName: string, random: () => number) {
  const atMs = clock.nowMs() - DAY_MS;
  const values = { Invocations: Math.round(1e6 * random() ** 2), Errors: 0, Duration: 150 };
  for (const [metricName, value] of Object.entries(values)) {
    cloud.metrics.record({ functionName, metricName, atMs, value });
  }
}
