import { pointAlias, readAlias } from '../../shared/aws/function-alias.ts';
import { describeFunction } from '../../shared/aws/function-description.ts';
import { setFunctionMemory } from '../../shared/aws/function-memory.ts';
import { lambdaApi } from '../../shared/aws/lambda-api.ts';
import { type MetricsApi, metricsApi } from '../../shared/aws/metrics-api.ts';
import { readTraffic } from '../../shared/aws/production-metrics.ts';
import { storeAccess } from '../../shared/aws/s3-store.ts';
import type { TrafficWindow } from '../../shared/aws/window-metrics.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import {
  type Watch,
  type WatchProductionInput,
  watchProductionInputSchema,
  watchSchema,
} from '../../shared/contract/watch-production.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { MINUTE_MS } from '../../shared/core/duration-units.ts';
import { compareTraffic } from '../../shared/core/production/production-comparison.ts';
import { InvariantError } from '../../shared/errors.ts';
import { type BreakerPorts, guard } from '../../shared/resilience/breaker.ts';
import {
  type AliasWritePorts,
  type ChangeOutcome,
  type MemoryWritePorts,
  writeAlias,
  writeMemory,
} from '../../shared/run/conditional-write.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { defineTask } from '../../shared/task/define-task.ts';
import { STORE_VARIABLES } from '../../shared/task/task-variables.ts';

/** Dependencies of WatchProduction. */
export interface WatchProductionPorts
  extends MemoryWritePorts,
    AliasWritePorts,
    BreakerPorts,
    Pick<MetricsApi, 'readTraffic'> {}

/** WatchProduction as the workflow runs it. */
export const watchProductionTask = defineTask({
  name: 'WatchProduction',
  input: watchProductionInputSchema,
  output: watchSchema,
  config: STORE_VARIABLES,
  compose: ({ aws, config }) => {
    const lambdaAt = lambdaApi(aws, {
      describeFunction,
      setFunctionMemory,
      readAlias,
      pointAlias,
    });
    const metricsAt = metricsApi(aws, { readTraffic });
    const stores = storeAccess(aws, config.bucketName);
    return (step) => ({
      ...step,
      ...lambdaAt(step),
      ...metricsAt(step),
      storeWithin: (durationMsMax: number) => stores.within(step, durationMsMax),
    });
  },
  run: watchProduction,
});

/**
 * Compares production after the change with the same time before it, once the state machine has
 * waited, and undoes the change if it is worse than promised. If the function or alias was changed
 * meanwhile, it is left alone. If production cannot be compared, nothing is undone.
 */
export async function watchProduction(
  ports: WatchProductionPorts,
  input: WatchProductionInput,
): Promise<Watch> {
  const revisions = await readOwnRevisions(ports, input);
  if (revisions === 'superseded') {
    return {
      kind: 'superseded',
      message: 'Not compared, because the function was changed meanwhile',
    };
  }
  const { before, after } = windowsOf(ports.clock, input);
  const { functionArn, qualifier } = input.target;
  const address = { functionArn, qualifier };
  const traffic = await guard(ports, 'cloudwatch', () =>
    Promise.all([
      ports.readTraffic({ ...address, window: before }),
      ports.readTraffic({ ...address, window: after }),
    ]),
  );
  if (traffic.kind === 'unavailable') {
    return { kind: 'unclear', message: `Kept, but not compared: ${traffic.reason}` };
  }
  const [trafficBefore, trafficAfter] = traffic.value;
  const compared = { before: trafficBefore, after: trafficAfter };
  const { improvement } = input.decision;
  const comparison = compareTraffic(trafficBefore, trafficAfter, improvement?.durationRatio);
  switch (comparison.kind) {
    case 'unclear':
      return { kind: 'unclear', message: `Kept, but not compared: ${comparison.reason}` };
    case 'asPromised':
      return {
        kind: 'kept',
        ...compared,
        message: `Kept: ${exactCountText(trafficAfter.invocationCount, 'invocation')} in production went as promised`,
      };
    case 'worse': {
      const reasons = comparison.reasons.join('; ');
      return (await rollBack(ports, input, revisions)) === 'superseded'
        ? {
            kind: 'superseded',
            message: `Worse than promised (${reasons}), but not rolled back, because the function was changed meanwhile`,
          }
        : {
            kind: 'rolledBack',
            ...compared,
            message: `Rolled back, because it was worse than promised: ${reasons}`,
          };
    }
  }
}

/** Revision ids of what is still in the state in which the run left it; at least one is present. */
interface OwnRevisions {
  /** Absent if only the alias is still in that state. */
  readonly ofLatest?: string;
  /** Present if an alias was moved. */
  readonly ofAlias?: string;
}

async function readOwnRevisions(
  ports: WatchProductionPorts,
  { target, application, aliasMove }: WatchProductionInput,
): Promise<OwnRevisions | 'superseded'> {
  const { functionArn } = target;
  const now = await ports.describeFunction({ functionArn });
  const isOurs = now.memoryMb === application.powerValue && isStillApplicable(target, now);
  const ofLatest =
    isOurs && now.revisionId !== undefined ? { ofLatest: now.revisionId } : undefined;
  if (aliasMove.kind !== 'moved') {
    return ofLatest ?? 'superseded';
  }
  const alias = await ports.readAlias({ functionArn, name: aliasMove.name });
  // A weighted alias means another release is under way; leave it alone.
  const isReleasing = Object.keys(alias.additionalVersionWeights).length > 0;
  const isAliasOurs = alias.functionVersion === aliasMove.functionVersion && !isReleasing;
  return isAliasOurs && alias.revisionId !== undefined
    ? { ...ofLatest, ofAlias: alias.revisionId }
    : 'superseded';
}

/**
 * Returns two windows of equal length in whole minutes. They exclude the time in which the change
 * took effect: an alias may have moved at any time between the verified write and the end of
 * MoveAlias.
 */
function windowsOf(
  clock: Clock,
  { verification, aliasMove }: WatchProductionInput,
): { readonly before: TrafficWindow; readonly after: TrafficWindow } {
  if (verification.kind !== 'verified') {
    throw new InvariantError('Watching production without a verified change');
  }
  const { movedAtMs } = aliasMove.kind === 'moved' ? aliasMove : {};
  const changedAtMs = movedAtMs ?? verification.verifiedAtMs;
  const startMs = (Math.floor(changedAtMs / MINUTE_MS) + 1) * MINUTE_MS;
  const endMs = Math.max(startMs + MINUTE_MS, Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS);
  const lastMs = Math.floor(verification.verifiedAtMs / MINUTE_MS) * MINUTE_MS;
  return {
    before: { startMs: lastMs - (endMs - startMs), endMs: lastMs },
    after: { startMs, endMs },
  };
}

/**
 * Rolls the alias back first, because production uses it. If `$LATEST` was changed by others, its
 * size stays.
 */
async function rollBack(
  ports: WatchProductionPorts,
  { target, aliasMove }: WatchProductionInput,
  { ofLatest, ofAlias }: OwnRevisions,
): Promise<ChangeOutcome> {
  const { alias, functionArn } = target;
  if (aliasMove.kind === 'moved' && ofAlias !== undefined) {
    const outcome = await writeAlias(ports, {
      functionArn,
      name: aliasMove.name,
      functionVersion: aliasMove.functionVersionBefore,
      expectedRevisionId: ofAlias,
    });
    if (outcome === 'superseded') {
      return outcome;
    }
  }
  if (ofLatest === undefined) {
    return 'written';
  }
  const outcome = await writeMemory(ports, target, {
    memoryMb: alias?.latestMemoryMb ?? target.memoryMb,
    expectedRevisionId: ofLatest,
  });
  return aliasMove.kind === 'moved' ? 'written' : outcome;
}
