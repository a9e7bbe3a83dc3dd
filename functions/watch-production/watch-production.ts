import type { MetricsAddress, TimeWindow } from '../../shared/aws/production-metrics.ts';
import { isStillApplicable } from '../../shared/contract/target-function.ts';
import type { Watch, WatchProductionInput } from '../../shared/contract/watch-production.ts';
import {
  compareTraffic,
  type Traffic,
} from '../../shared/core/production/production-comparison.ts';
import { InvariantError } from '../../shared/errors.ts';
import type { Guarded } from '../../shared/resilience/breaker.ts';
import {
  type AliasWritePorts,
  type MemoryWritePorts,
  type WriteOutcome,
  writeAlias,
  writeMemory,
} from '../../shared/run/conditional-write.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** What WatchProduction needs of the world. */
export interface WatchProductionPorts extends MemoryWritePorts, AliasWritePorts {
  readonly clock: Clock;
  /** Asks CloudWatch, unless it kept failing lately. */
  guard<T>(attempt: () => Promise<T>): Promise<Guarded<T>>;
  readTraffic(address: MetricsAddress, window: TimeWindow): Promise<Traffic>;
}

const MINUTE_MS = 60_000;

/**
 * Compares production after the change with the same time before it, once the state machine has
 * waited, and undoes the change where it is worse than was promised. Whatever somebody else changed
 * meanwhile stays, and what cannot be told is no reason to undo anything.
 */
export async function watchProduction(
  ports: WatchProductionPorts,
  input: WatchProductionInput,
): Promise<Watch> {
  const standing = await readStanding(ports, input);
  if (standing === 'superseded') {
    return { kind: 'superseded', message: 'Not compared, because somebody changed it meanwhile' };
  }
  const { before, after } = windowsOf(ports.clock, input);
  const { functionName, qualifier } = input.target;
  const address = { functionName, ...(qualifier !== undefined && { qualifier }) };
  const traffic = await ports.guard(
    async () =>
      await Promise.all([ports.readTraffic(address, before), ports.readTraffic(address, after)]),
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
        message: `Kept: ${trafficAfter.invocationCount} invocations in production went as promised`,
      };
    case 'worse': {
      const reasons = comparison.reasons.join('; ');
      return (await rollBack(ports, input, standing)) === 'superseded'
        ? {
            kind: 'superseded',
            message: `Worse than promised (${reasons}), but not rolled back, because somebody changed it meanwhile`,
          }
        : {
            kind: 'rolledBack',
            ...compared,
            message: `Rolled back, because it was worse than promised: ${reasons}`,
          };
    }
  }
}

/** The revisions under which the change still stands; at least one. */
interface Standing {
  /** Absent where only the alias is still as the run left it. */
  readonly ofLatest?: string;
  /** Present where an alias was moved. */
  readonly ofAlias?: string;
}

async function readStanding(
  ports: WatchProductionPorts,
  { target, application, aliasMove }: WatchProductionInput,
): Promise<Standing | 'superseded'> {
  const { functionArn, region } = target;
  const now = await ports.describe(region, { functionArn });
  const isOurs = now.powerValue === application.powerValue && isStillApplicable(target, now);
  const ofLatest =
    isOurs && now.revisionId !== undefined ? { ofLatest: now.revisionId } : undefined;
  if (aliasMove.kind !== 'moved') {
    return ofLatest ?? 'superseded';
  }
  const alias = await ports.readAlias(region, functionArn, aliasMove.name);
  // With weights somebody's release is under way, from our version: it is his to finish or undo.
  const isReleasing = Object.keys(alias.additionalVersionWeights).length > 0;
  const isAliasOurs = alias.functionVersion === aliasMove.functionVersion && !isReleasing;
  return isAliasOurs && alias.revisionId !== undefined
    ? { ...ofLatest, ofAlias: alias.revisionId }
    : 'superseded';
}

/** Equally long, in whole minutes: the minute in which the change took effect belongs to neither. */
function windowsOf(
  clock: Clock,
  { verification, aliasMove }: WatchProductionInput,
): { readonly before: TimeWindow; readonly after: TimeWindow } {
  if (verification.kind !== 'verified') {
    throw new InvariantError('Watching production without a verified change');
  }
  const { movedAtMs } = aliasMove.kind === 'moved' ? aliasMove : {};
  const changedAtMs = movedAtMs ?? verification.verifiedAtMs;
  const startMs = (Math.floor(changedAtMs / MINUTE_MS) + 1) * MINUTE_MS;
  const endMs = Math.max(startMs + MINUTE_MS, Math.floor(clock.nowMs() / MINUTE_MS) * MINUTE_MS);
  const lastMs = startMs - MINUTE_MS;
  return {
    before: { startMs: lastMs - (endMs - startMs), endMs: lastMs },
    after: { startMs, endMs },
  };
}

/** The alias first: it is what production uses. A size of `$LATEST` that is not ours stays. */
async function rollBack(
  ports: WatchProductionPorts,
  { target, aliasMove }: WatchProductionInput,
  { ofLatest, ofAlias }: Standing,
): Promise<WriteOutcome> {
  const { alias, functionArn, region } = target;
  if (aliasMove.kind === 'moved' && ofAlias !== undefined) {
    const outcome = await writeAlias(ports, region, {
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
    powerValue: alias?.latestPowerValue ?? target.powerValue,
    expectedRevisionId: ofLatest,
  });
  return aliasMove.kind === 'moved' ? 'written' : outcome;
}
