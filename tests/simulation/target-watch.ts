import { isDeepStrictEqual } from 'node:util';
import type { CallRecord } from '../../local/cloud/call-log.ts';
import type { AliasSummary } from '../../local/cloud/local-cloud.ts';
import { runIdOf } from '../../shared/contract/run.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { ARRANGER_ROLE_ARN } from './simulated-deployment.ts';

type Configuration = Readonly<Record<string, unknown>>;

/** The function to tune, without the fields that change by themselves. */
interface TargetView {
  readonly configuration: Configuration;
  readonly versions: readonly Configuration[];
  readonly aliases: readonly AliasSummary[];
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

/** Description of the tuner's own versions, which no other version has. */
const OUR_VERSION = /^lambda-autotuner /;

/** The task whose reading a write is based on; the writer itself if it is not listed. */
const READER_OF_WRITER: Readonly<Record<string, string>> = { applyConfig: 'resolveFunction' };

/** Looks at the target after every call, and records at once who made a wrong change. */
export class TargetWatch {
  readonly violations: string[] = [];
  /** Memory of the target if the tuner writes nothing. */
  foreignPowerValue: unknown;
  readonly #account: SimulatedAccount;
  /** Whether another user changed the function, or the alias, after the tuner did. */
  readonly #isForeign = { configuration: false, aliases: false };
  /** What each task has read of the target, by the task's key. */
  readonly #readings = new Map<string, TargetView[]>();
  #view: TargetView;

  constructor(account: SimulatedAccount) {
    this.#account = account;
    this.#view = this.#look();
    this.foreignPowerValue = this.#view.configuration.MemorySize;
  }

  get powerValue(): unknown {
    return this.#look().configuration.MemorySize;
  }

  /** The version that the alias points to, if it is one of the tuner's; otherwise `undefined`. */
  get ourAliasVersion(): string | undefined {
    const { aliases, versions } = this.#look();
    const functionVersion = aliases[0]?.functionVersion;
    const version = versions.find(({ Version }) => Version === functionVersion);
    return OUR_VERSION.test(String(version?.Description)) ? functionVersion : undefined;
  }

  /** Must be called after each call to the cloud. */
  observe(call: CallRecord): void {
    this.#judgeSweep(call);
    if (!call.resource.includes(':function:target')) return;
    const task = this.#account.taskOf(call.roleArn);
    if (/^Get(Function|Alias)$/.test(call.action)) {
      this.#readings.set(task, [...(this.#readings.get(task) ?? []), this.#look()]);
    }
    if (/^(Get|List|Invoke)/.test(call.action)) return;
    const before = this.#view;
    const after = this.#look();
    this.#view = after;
    if (isDeepStrictEqual(before, after)) return;
    const field = call.action === 'UpdateAlias' ? 'aliases' : 'configuration';
    if (call.roleArn === ARRANGER_ROLE_ARN) {
      this.#isForeign[field] ||= !isDeepStrictEqual(before[field], after[field]);
      if (before.configuration.MemorySize !== after.configuration.MemorySize) {
        this.foreignPowerValue = after.configuration.MemorySize;
      }
      return;
    }
    const problem = writeProblem(call.action, before, after);
    if (problem !== undefined) {
      this.violations.push(`${call.action} by ${task} ${problem}`);
    }
    if (task === 'watchProduction' && this.#isForeign[field]) {
      this.violations.push(`${call.action} by ${task} undid what somebody else had changed`);
    }
    this.#isForeign[field] = false;
    const readings = this.#readings.get(READER_OF_WRITER[task] ?? task) ?? [];
    if (!readings.some((view) => isDeepStrictEqual(view[field], before[field]))) {
      this.violations.push(`${call.action} by ${task} overwrote a release that it had not read`);
    }
  }

  #judgeSweep({ action, roleArn, resource }: CallRecord): void {
    if (action !== 'DeleteFunction' || this.#account.taskOf(roleArn) !== 'sweep') return;
    const isLive = this.#account.executions.some(
      ({ status, executionArn }) =>
        status === 'RUNNING' && resource.includes(runIdOf(executionArn)),
    );
    if (isLive) this.violations.push(`the sweep deleted ${resource} of a live run`);
  }

  #look(): TargetView {
    const target = this.#account.cloud
      .listFunctions()
      .find(({ functionName }) => functionName === 'target');
    return {
      configuration: lasting({ ...target?.configuration, tags: target?.tags }),
      versions: (target?.versions ?? []).map(lasting),
      aliases: target?.aliases ?? [],
    };
  }
}

function lasting(configuration: Configuration): Configuration {
  return Object.fromEntries(
    Object.entries(configuration).filter(([field]) => !CHANGING_FIELDS.includes(field)),
  );
}

/**
 * Describes what a write of the tuner changed besides the one thing that it may change; `undefined`
 * if nothing.
 */
function writeProblem(action: string, before: TargetView, after: TargetView): string | undefined {
  switch (action) {
    case 'UpdateFunctionConfiguration': {
      const { MemorySize } = after.configuration;
      const configuration = { ...before.configuration, MemorySize };
      return isDeepStrictEqual({ ...before, configuration }, after)
        ? undefined
        : 'changed more of the target than its memory';
    }
    case 'PublishVersion': {
      const added = after.versions.slice(before.versions.length);
      const isOurs = added.every(({ Description }) => OUR_VERSION.test(String(Description)));
      return isOurs && isDeepStrictEqual({ ...after, versions: before.versions }, before)
        ? undefined
        : 'changed more than by a version of its own';
    }
    case 'UpdateAlias':
      return isDeepStrictEqual({ ...after, aliases: before.aliases }, before) &&
        isDeepStrictEqual(after.aliases.map(withoutVersion), before.aliases.map(withoutVersion))
        ? undefined
        : 'changed more of the alias than its version';
    default:
      return 'changed the target';
  }
}

function withoutVersion({ functionVersion, ...alias }: AliasSummary) {
  return alias;
}
