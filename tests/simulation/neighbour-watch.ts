import type { CallRecord } from '../../local/cloud/call-log.ts';
import { type Hold, holdSchema } from '../../shared/contract/hold.ts';
import { PACED_REQUESTS_PER_SECOND_MAX } from '../../shared/core/control-plane-pace.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** A tier may have read the hold a second ago, and the read may have taken a second and a half. */
const UNSEEN_MS_MAX = 2_500;

/** Longest pause between two attempts of one call, with a margin. */
const RETRY_MS_MAX = 6_000;

/** Longest time that a tier relies on a failed read of the hold. */
const BLIND_MS_MAX = 3_000;

/**
 * Late calls that are tolerated within a second: they add to the calls that came in their turn. The
 * account's quota (15 a second) is still not reached.
 */
const LATE_REQUEST_COUNT_MAX = 4;

/** Requests made for each call that creates or deletes a function, including the call itself. */
const PACED_REQUEST_COUNTS: Readonly<Record<string, number>> = {
  CreateFunction: 2,
  DeleteFunction: 1,
};

interface RunView {
  heldFromMs: number;
  untilMs: number;
}

/** Checks after every call that runs leave room for the account's other functions. */
export class NeighbourWatch {
  readonly violations: string[] = [];
  readonly #account: SimulatedAccount;
  readonly #runs = new Map<string, RunView>();
  /**
   * By created or deleted function, over all runs: when it was first requested, and by how many
   * requests.
   */
  readonly #paced = new Map<string, { readonly atMs: number; readonly requestCount: number }>();
  /** Time of the last failed invocation of each clone. */
  readonly #refusedAtMs = new Map<string, number>();
  #blindUntilMs = 0;
  #hasInjected = false;

  constructor(account: SimulatedAccount) {
    this.#account = account;
  }

  /** Must be called after each call to the cloud. */
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
    this.#judgePace(call);
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

  /**
   * Ignores repeated requests, which were refused before, and requests after a fault, which may
   * come late.
   */
  #judgePace({ action, resource, roleArn, atMs }: CallRecord): void {
    const requestCount = PACED_REQUEST_COUNTS[action];
    if (requestCount === undefined) return;
    const key = `${action} ${resource}`;
    // A sweep runs after the faults are cleared.
    const isCalm = !this.#hasInjected || this.#account.taskOf(roleArn) === 'sweep';
    // A turn is a time of day, so a clock that has jumped cannot tell whose turn it is.
    const isOnTime = this.#account.taskClockSkewMs === 0;
    if (this.#paced.has(key) || !isCalm || !isOnTime || this.#injectedCount() > 0) return;
    this.#paced.set(key, { atMs, requestCount });
    const inSecond = [...this.#paced.values()]
      .filter((each) => each.atMs > atMs - 1000 && each.atMs <= atMs)
      .reduce((sum, each) => sum + each.requestCount, 0);
    if (inSecond > PACED_REQUESTS_PER_SECOND_MAX + LATE_REQUEST_COUNT_MAX) {
      this.violations.push(`${inSecond} requests made or deleted functions within a second`);
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
    const run = this.#runs.get(runId) ?? { heldFromMs: 0, untilMs: 0 };
    this.#runs.set(runId, run);
    return run;
  }
}
