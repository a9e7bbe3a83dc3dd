import type { FunctionVersion } from '../aws/function-version.ts';
import type { LambdaApi } from '../aws/lambda-api.ts';
import type { Application } from '../contract/apply-config.ts';
import type { ReadFailure } from '../contract/caught-failure.ts';
import type { CleanUpOutput } from '../contract/clean-up.ts';
import type { MeasuredRun } from '../contract/measured-run.ts';
import { type AliasMove, versionDescription } from '../contract/move-alias.ts';
import { reportKey } from '../contract/store-key.ts';
import { isStillApplicable } from '../contract/target-function.ts';
import type { Watch } from '../contract/watch-production.ts';
import type { Tier } from '../core/measurement/tier.ts';
import { tiersSchema } from '../core/measurement/tier.ts';
import { mergeTiers } from '../core/measurement/tier-merge.ts';
import { rethrowDefect } from '../errors.ts';
import type { Store } from '../runtime/store.ts';
import { unpack } from './carried.ts';
import { parseTierResult, readTierResult } from './tier-result.ts';

/** Dependencies of {@link failureReport}. */
export interface FailureReportPorts extends Pick<LambdaApi, 'describeFunction' | 'readVersion'> {
  readonly store: Store;
}

/** How a run without a result ended. */
export interface RunEnd extends ReadFailure {
  /** `failed`: with an error. `stopped`: by a user, or by the state machine's timeout. */
  readonly status: 'failed' | 'stopped';
  /** Status in Step Functions, such as `ABORTED`. */
  readonly executionStatus: string;
  readonly error: string;
  /** The run's clones that could not be deleted, in words; absent if there are none. */
  readonly leftOver?: string | undefined;
}

/** The report of a run without a result, for programs and for people. */
export interface FailureReport extends Omit<RunEnd, 'leftOver'> {
  readonly functionArn: string;
  readonly executionArn: string;
  readonly runId: string;
  readonly application: Application | null;
  readonly aliasMove: AliasMove;
  readonly watch: Watch;
  readonly cleanUp: string;
  readonly tiers: readonly Tier[];
  readonly discardedTiers: readonly Tier[];
}

/** Returns where the report of a run is stored. */
export function failureReportKey({ target, run }: MeasuredRun): string {
  return reportKey(target.functionName, run.runId, 'json');
}

/** Collects everything that a run measured and changed before it ended without a result. */
export async function failureReport(
  ports: FailureReportPorts,
  known: MeasuredRun,
  { leftOver = 'complete', ...end }: RunEnd,
): Promise<FailureReport> {
  const { run, target, restart } = known;
  const application = await applicationOf(ports, known);
  return {
    ...end,
    functionArn: target.functionArn,
    executionArn: run.executionArn,
    runId: run.runId,
    application,
    aliasMove: await aliasMoveOf(ports, known, application),
    watch: known.watch,
    cleanUp: leftOver,
    tiers: await measuredTiers(ports.store, known),
    discardedTiers: await unpack(
      ports.store,
      restart.discardedTiers,
      tiersSchema,
      'the tiers before the restart',
    ),
  };
}

/** Lists clones that could not be deleted, in words; `undefined` if there are none. */
export function leftClonesText(
  left: readonly CleanUpOutput['leftClones'][number][],
): string | undefined {
  return left.length === 0
    ? undefined
    : `These clones could not be deleted: ${left.map(({ functionArn }) => functionArn).join(', ')}`;
}

/** Reads the tiers of the plan, and those of the latest round that no plan has taken in yet. */
async function measuredTiers(store: Store, { plan, round }: MeasuredRun): Promise<readonly Tier[]> {
  const planned = await unpack(store, plan.tiers, tiersSchema, 'the measured tiers');
  const open = round.map(parseTierResult).filter((result) => result.round === plan.round);
  return mergeTiers(planned, await Promise.all(open.map((each) => readTierResult(store, each))));
}

/**
 * Returns what happened to the change. A step that failed during its write cannot say, so the
 * function is read. If that fails, the change is unknown.
 */
async function applicationOf(
  { describeFunction }: FailureReportPorts,
  { request, target, decision, application }: MeasuredRun,
): Promise<Application | null> {
  if (application !== null || decision === null || !request.apply) {
    return application;
  }
  const { powerValue } = decision;
  try {
    const now = await describeFunction({ functionArn: target.functionArn });
    const isApplied =
      powerValue !== target.memoryMb &&
      now.memoryMb === powerValue &&
      isStillApplicable(target, now);
    return isApplied
      ? {
          kind: 'applied',
          powerValue,
          message: `Memory was changed from ${target.memoryMb} to ${powerValue} MB before that`,
        }
      : null;
  } catch (error) {
    rethrowDefect(error);
    return null;
  }
}

/**
 * Returns what happened to the alias, in the same way: the description of its version shows which
 * run published it.
 */
async function aliasMoveOf(
  { readVersion }: FailureReportPorts,
  { run, target, aliasMove }: MeasuredRun,
  application: Application | null,
): Promise<AliasMove> {
  const { alias, functionArn } = target;
  if (aliasMove.kind !== 'notNeeded' || alias === undefined || application?.kind !== 'applied') {
    return aliasMove;
  }
  const { powerValue } = application;
  const { functionVersion, description } = await readVersion({
    functionArn,
    qualifier: alias.name,
  }).catch(noVersion);
  return description === versionDescription(run.runId, powerValue)
    ? {
        kind: 'moved',
        name: alias.name,
        functionVersion,
        functionVersionBefore: alias.functionVersion,
        message: `Alias "${alias.name}" was moved to version ${functionVersion} before that`,
      }
    : aliasMove;
}

function noVersion(error: unknown): FunctionVersion {
  rethrowDefect(error);
  return { functionVersion: '', description: '', isActive: false };
}
