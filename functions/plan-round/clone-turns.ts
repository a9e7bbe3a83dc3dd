import { ownDelayMs } from '../../shared/core/control-plane-pace.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { cloneTierName } from '../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { PowerValue } from '../../shared/core/power-value.ts';
import type { TakeTurns } from '../../shared/run/control-plane-turns.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** What giving clones their turns depends on. */
export interface CloneTurnPorts {
  readonly takeTurns: TakeTurns;
  readonly clock: Clock;
}

/** What a round makes clones for. */
interface WantedClones {
  readonly measurements: readonly Measurement[];
  /** Sizes that the next round is likely to measure. */
  readonly aheadPowerValues: readonly PowerValue[];
  /** Names of tiers that have a clone already. */
  readonly knownNames: readonly string[];
}

/**
 * Says when each new clone may be made, so that all runs together keep their pace, or the run one of its
 * own where that of all cannot be told. The first measurement also makes those ahead for which the
 * control plane has room.
 */
export async function withCloneTurns(
  { takeTurns, clock }: CloneTurnPorts,
  { measurements, aheadPowerValues, knownNames }: WantedClones,
): Promise<readonly Measurement[]> {
  const known = new Set(knownNames);
  const isNew = (measurement: Measurement) => !known.has(cloneTierName(measurement));
  const count = measurements.filter(isNew).length;
  const spareCount = aheadPowerValues.length;
  const taken = await takeTurns({ count, spareCount, work: 'createClone' });
  const turnsMs = [...(taken ?? ownTurns(count, clock.nowMs()))];
  const measured = measurements.map(
    (each): Measurement => ({
      ...each,
      ...definedOnly({ createAtMs: isNew(each) ? turnsMs.shift() : undefined }),
    }),
  );
  const ahead = turnsMs.flatMap((createAtMs, index) => {
    const powerValue = aheadPowerValues[index];
    return powerValue === undefined ? [] : [{ powerValue, createAtMs }];
  });
  return measured.map((each, index) =>
    index === 0 && ahead.length > 0 ? { ...each, ahead } : each,
  );
}

function ownTurns(count: number, nowMs: number): readonly number[] {
  return Array.from(
    { length: count },
    (_, position) => nowMs + ownDelayMs(position, 'createClone'),
  );
}
