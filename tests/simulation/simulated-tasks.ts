import { applyConfigTask } from '../../functions/apply-config/apply-config.ts';
import { claimBudgetTask } from '../../functions/claim-budget/claim-budget.ts';
import { cleanUpTask } from '../../functions/clean-up/clean-up.ts';
import { compareReleasesTask } from '../../functions/compare-releases/compare-releases.ts';
import { dispatchTask } from '../../functions/dispatch/dispatch.ts';
import { measureTierTask } from '../../functions/measure-tier/measure-tier.ts';
import { moveAliasTask } from '../../functions/move-alias/move-alias.ts';
import { planFleetTask } from '../../functions/plan-fleet/plan-fleet.ts';
import { planRoundTask } from '../../functions/plan-round/plan-round.ts';
import { prepareTierTask } from '../../functions/prepare-tier/prepare-tier.ts';
import { publishFailureTask } from '../../functions/publish-failure/publish-failure.ts';
import { publishReportTask } from '../../functions/publish-report/publish-report.ts';
import { reasonAboutTiersTask } from '../../functions/reason-about-tiers/reason-about-tiers.ts';
import { recallResultTask } from '../../functions/recall-result/recall-result.ts';
import { releaseHookTask } from '../../functions/release-hook/release-hook.ts';
import { reportFleetTask } from '../../functions/report-fleet/report-fleet.ts';
import { resolveFunctionTask } from '../../functions/resolve-function/resolve-function.ts';
import { settleBudgetTask } from '../../functions/settle-budget/settle-budget.ts';
import { sweepTask } from '../../functions/sweep/sweep.ts';
import { translateGoalTask } from '../../functions/translate-goal/translate-goal.ts';
import { validatePermissionsTask } from '../../functions/validate-permissions/validate-permissions.ts';
import { verifyConfigTask } from '../../functions/verify-config/verify-config.ts';
import { watchProductionTask } from '../../functions/watch-production/watch-production.ts';
import type { DeployedFunction } from '../../local/deployment/local-deployment.ts';
import { StateError } from '../../local/workflow/engine/state-error.ts';
import type { AwsAccess } from '../../shared/aws/clients.ts';
import { TunerError } from '../../shared/errors.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Random } from '../../shared/runtime/random.ts';
import { ANSWER_MARGIN_MS, runTask } from '../../shared/task/task-handler.ts';
import type { Task, TaskComposer } from '../../shared/task/task-surroundings.ts';
import { currentProcess, type TaskProcess } from './in-process-aws.ts';

/** Composers of the tasks, by their keys in serverless.yml. */
const COMPOSERS: Readonly<Record<string, unknown>> = {
  applyConfig: applyConfigTask,
  cleanUp: cleanUpTask,
  compareReleases: compareReleasesTask,
  dispatch: dispatchTask,
  measureTier: measureTierTask,
  moveAlias: moveAliasTask,
  planFleet: planFleetTask,
  claimBudget: claimBudgetTask,
  settleBudget: settleBudgetTask,
  reportFleet: reportFleetTask,
  planRound: planRoundTask,
  prepareTier: prepareTierTask,
  publishFailure: publishFailureTask,
  publishReport: publishReportTask,
  reasonAboutTiers: reasonAboutTiersTask,
  recallResult: recallResultTask,
  releaseHook: releaseHookTask,
  resolveFunction: resolveFunctionTask,
  sweep: sweepTask,
  translateGoal: translateGoalTask,
  validatePermissions: validatePermissionsTask,
  verifyConfig: verifyConfigTask,
  watchProduction: watchProductionTask,
};

/** Dependencies of the task Lambdas of a simulated account. */
export interface TaskPorts {
  /** The clock of the account, by which Lambda ends a function that takes too long. */
  readonly clock: Clock;
  /** The clock that the tasks see, which may jump. */
  readonly taskClock: Clock;
  readonly random: Random;
  awsOf(task: DeployedFunction): AwsAccess;
}

/** A deployed task Lambda without Lambda: its own code, credentials, variables and timeout. */
export class SimulatedTask {
  readonly #deployed: DeployedFunction;
  readonly #ports: TaskPorts;
  readonly #compose: TaskComposer<unknown, unknown>;
  /** The task of the current execution environment; discarded with it. */
  #task: Task<unknown, unknown> | undefined;

  constructor(deployed: DeployedFunction, ports: TaskPorts) {
    const compose = COMPOSERS[deployed.key] as TaskComposer<unknown, unknown> | undefined;
    if (compose === undefined) {
      throw new RangeError(`Cannot simulate "${deployed.key}": it is not among the composers`);
    }
    this.#deployed = deployed;
    this.#ports = ports;
    this.#compose = compose;
  }

  /**
   * Runs the task once.
   *
   * @throws {StateError} As Step Functions would report it.
   */
  async run(event: unknown): Promise<unknown> {
    const { clock, random } = this.#ports;
    const taskClock = steadyClock(this.#ports);
    const died = Promise.withResolvers<never>();
    const process: TaskProcess = {
      isDead: false,
      die: (when) => {
        process.isDead = true;
        died.reject(DEATHS[when]);
      },
    };
    const answered = new AbortController();
    const timeoutMs = this.#deployed.timeoutSeconds * 1000;
    this.#task ??= this.#compose({
      environment: { ...this.#deployed.environment, AWS_REGION: 'us-east-1' },
      aws: this.#ports.awsOf(this.#deployed),
    });
    const task = this.#task;
    const work = currentProcess.run(process, () =>
      runTask(task, toJson(event), {
        clock: taskClock,
        random,
        deadlineMs: taskClock.nowMs() + timeoutMs - ANSWER_MARGIN_MS,
        count: () => undefined,
        measure: () => undefined,
        warn: () => undefined,
      }),
    );
    const timeOut = clock.sleepMs(timeoutMs, answered.signal).then(() => {
      process.isDead = true;
      throw failure('Sandbox.Timedout', `Task timed out after ${timeoutMs / 1000} seconds`);
    });
    try {
      return toJson(await Promise.race([work, timeOut, died.promise]));
    } catch (error) {
      throw error instanceof StateError ? error : taskFailure(error);
    } finally {
      answered.abort();
      if (process.isDead) this.#task = undefined;
      for (const each of [timeOut, work, died.promise]) each.catch(() => undefined);
    }
  }
}

/**
 * The clock of one step, like `steadyClock` of the runtime: a jump takes effect in the next step.
 */
function steadyClock({ clock, taskClock }: TaskPorts): Clock {
  const skewMs = taskClock.nowMs() - clock.nowMs();
  return {
    nowMs: () => clock.nowMs() + skewMs,
    sleepMs: (durationMs, signal) => clock.sleepMs(durationMs, signal),
  };
}

/** Errors with which Step Functions may report that the process of a task died. */
const DEATHS: Readonly<Record<'before' | 'after', StateError>> = {
  before: failure('Runtime.ExitError', 'RequestId: x Error: Runtime exited with error: killed'),
  after: new StateError(
    'Lambda.Unknown',
    'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"RequestId: x Process exited before completing request"}',
  ),
};

/** Any error except our own is a defect, and must not count as a failed run. */
function taskFailure(error: unknown): StateError {
  if (!(error instanceof TunerError)) {
    throw error;
  }
  return failure(error.name, error.message);
}

function failure(errorType: string, errorMessage: string): StateError {
  return new StateError(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }));
}

function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value) ?? 'null');
}
