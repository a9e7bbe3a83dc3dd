import { isDeepStrictEqual } from 'node:util';
import type { CallRecord } from '../../local/cloud/call-log.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { ARRANGER_ROLE_ARN } from './simulated-deployment.ts';

/** The function to tune, without what changes by itself. */
type TargetView = Readonly<Record<string, unknown>>;

/** A change of the target that the tuner made. */
export interface TunerWrite {
  readonly powerValue: number;
  readonly roleArn: string | undefined;
}

const CHANGING_FIELDS = [
  'RevisionId',
  'LastModified',
  'State',
  'StateReason',
  'StateReasonCode',
  'LastUpdateStatus',
  'LastUpdateStatusReason',
  'LastUpdateStatusReasonCode',
];

/** Looks at the target after every call, and says at once who changed what. */
export class TargetWatch {
  readonly violations: string[] = [];
  readonly writes: TunerWrite[] = [];
  /** Memory that the target has when the tuner writes nothing. */
  foreignPowerValue: unknown;
  readonly #account: SimulatedAccount;
  readonly #resolved: TargetView[] = [];
  #view: TargetView;

  constructor(account: SimulatedAccount) {
    this.#account = account;
    this.#view = this.#look();
    this.foreignPowerValue = this.#view.MemorySize;
  }

  get powerValue(): unknown {
    return this.#look().MemorySize;
  }

  /** To be called after each call to the cloud. */
  observe(call: CallRecord): void {
    this.#judgeSweep(call);
    if (!call.resource.includes(':function:target')) return;
    if (call.action === 'GetFunction' && call.roleArn?.endsWith('-resolveFunction')) {
      this.#resolved.push(this.#look());
    }
    if (/^(Get|List|Invoke)/.test(call.action)) return;
    const before = this.#view;
    const after = this.#look();
    this.#view = after;
    if (isDeepStrictEqual(before, after)) return;
    if (call.roleArn === ARRANGER_ROLE_ARN) {
      this.foreignPowerValue = after.MemorySize;
      return;
    }
    this.#judgeTunerWrite(call, before, after);
  }

  #judgeSweep({ action, roleArn, resource }: CallRecord): void {
    if (action !== 'DeleteFunction' || !roleArn?.endsWith('-sweep')) return;
    const isLive = this.#account.executions.some(
      ({ status, executionArn }) =>
        status === 'RUNNING' && resource.includes(runIdOf(executionArn)),
    );
    if (isLive) this.violations.push(`the sweep deleted ${resource} of a live run`);
  }

  #judgeTunerWrite({ action, roleArn }: CallRecord, before: TargetView, after: TargetView): void {
    this.writes.push({ powerValue: Number(after.MemorySize), roleArn });
    const rest = { ...before, MemorySize: after.MemorySize };
    if (!isDeepStrictEqual(rest, after)) {
      this.violations.push(`${action} by ${roleArn} changed more of the target than its memory`);
    }
    if (!this.#resolved.some((view) => isDeepStrictEqual(view, before))) {
      this.violations.push(`${action} by ${roleArn} overwrote a release that it had not read`);
    }
  }

  #look(): TargetView {
    const target = this.#account.cloud
      .listFunctions()
      .find(({ functionName }) => functionName === 'target');
    if (target === undefined) return {};
    const view = {
      ...target.configuration,
      tags: target.tags,
      versions: target.versions,
      aliases: target.aliases,
    };
    return Object.fromEntries(
      Object.entries(view).filter(([field]) => !CHANGING_FIELDS.includes(field)),
    );
  }
}
