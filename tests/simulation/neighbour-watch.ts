import type { CallRecord } from '../../local/cloud/call-log.ts';
import { type Hold, holdSchema } from '../../shared/contract/hold.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import { CONTROL_PLANE_WRITES_PER_SECOND_MAX } from '../../shared/core/control-plane-pace.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import type { SimulatedExecution } from './simulated-execution.ts';

/** A tier may have looked a second ago, and its look may have taken a second and a half. */
const UNSEEN_MS_MAX = 2_500;

/** Longest pause between two attempts of one call, and a little. */
const RETRY_MS_MAX = 6_000;

/** Longest that a tier goes by a look that failed. */
const BLIND_MS_MAX = 3_000;

/** A call may come later than its turn, by what comes before it, and the next one in time. */
const LATE_WRITE_COUNT_MAX = 1;

/** Calls that make or delete a function. */
const WRITES = ['CreateFunction', 'DeleteFunction'];

interface RunView {
  heldFromMs: number;
  untilMs: number;
  /** By the function that was made or deleted in the round under way: when that was asked first. */
  writes: Map<string, number>;
}

/** Looks after every call whether the account's other functions are left room. */
export class NeighbourWatch {
  readonly violations: string[] = [];
  readonly #account: SimulatedAccount;
  readonly #runs = new Map<string, RunView>();
  /** By clone: when an invocation of it was answered with anything but success. */
  readonly #refusedAtMs = new Map<string, number>();
  #blindUntilMs = 0;
  #hasInjected = false;

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /** To be called at each transition: what one round makes follows closely on another. */
  enter({ executionArn }: SimulatedExecution, stateName: string): void {
    if (/^(PlanRound|CleanUp)/.test(stateName)) this.#run(runIdOf(executionArn)).writes.clear();
  }

  /** To be called after each call to the cloud. */
  observe(call: CallRecord): void {
    this.#hasInjected ||= this.#injectedCount() > 0;
    const [, runId] =
      /\/progress\/([0-9a-f]{12})\/hold\.json$/.exec(call.resource) ??
      /-clone-([0-9a-f]{12})-\d+/.exec(call.resource) ??
      [];
    if (runId === undefined || call.roleArn?.endsWith('/arranger')) return;
    const run = this.#run(runId);
    if (call.resource.endsWith('/hold.json')) this.#noteHold(run, runId, call);
    if (call.action === 'Invoke') this.#judgeInvocation(run, call);
    if (WRITES.includes(call.action)) this.#judgeWrite(run, call);
  }

  #noteHold(run: RunView, runId: string, { action, status }: CallRecord): void {
    const nowMs = this.#account.clock.nowMs();
    if (action === 'GetObject' && status !== 200 && status !== 404) {
      this.#blindUntilMs = nowMs + BLIND_MS_MAX;
    }
    if (action === 'PutObject' && status === 200) {
      const { untilMs } = this.#readHold(runId);
      Object.assign(run, { heldFromMs: nowMs, untilMs });
    }
  }

  #judgeInvocation(run: RunView, { resource, status, atMs }: CallRecord): void {
    const isRetry = atMs < (this.#refusedAtMs.get(resource) ?? 0) + RETRY_MS_MAX;
    if (status !== 200) this.#refusedAtMs.set(resource, this.#account.clock.nowMs());
    const isHeld = atMs > run.heldFromMs + UNSEEN_MS_MAX && atMs < run.untilMs;
    const canSee = atMs >= this.#blindUntilMs && this.#account.taskClockSkewMs === 0;
    if (isHeld && canSee && !isRetry && this.#injectedCount('slow') === 0) {
      this.violations.push(
        `${resource} was invoked ${Math.round(run.untilMs - atMs)} ms before the end of a hold`,
      );
    }
  }

  /** What is asked again was refused before; a fault puts off what was to come earlier. */
  #judgeWrite({ writes }: RunView, { action, resource, roleArn, atMs }: CallRecord): void {
    const key = `${action} ${resource}`;
    // A sweep comes after the faults, and begins anew.
    const isCalm = !this.#hasInjected || this.#account.taskOf(roleArn) === 'sweep';
    if (writes.has(key) || !isCalm || this.#injectedCount() > 0) return;
    writes.set(key, atMs);
    const inSecond = [...writes.values()].filter((ms) => ms > atMs - 1000 && ms <= atMs);
    if (inSecond.length > CONTROL_PLANE_WRITES_PER_SECOND_MAX + LATE_WRITE_COUNT_MAX) {
      this.violations.push(`${inSecond.length} functions were made or deleted within a second`);
    }
  }

  #injectedCount(kind?: string): number {
    const { cloud, deaths } = this.#account;
    return cloud.faults
      .list()
      .filter(({ rule }) => kind === undefined || rule.fault.kind === kind)
      .reduce(
        (sum, { injectedCalls }) => sum + injectedCalls,
        kind === undefined ? deaths.count : 0,
      );
  }

  #readHold(runId: string): Hold {
    const { bucketName } = this.#account.deployment;
    const text = this.#account.cloud.readBucketText(bucketName, `progress/${runId}/hold.json`);
    return holdSchema.parse(JSON.parse(text ?? ''));
  }

  #run(runId: string): RunView {
    const run = this.#runs.get(runId) ?? { heldFromMs: 0, untilMs: 0, writes: new Map() };
    this.#runs.set(runId, run);
    return run;
  }
}
