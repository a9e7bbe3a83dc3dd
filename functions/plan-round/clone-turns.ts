import { fallbackDelayMs } from '../../shared/core/control-plane-pace.ts';
import { definedOnly } from '../../shared/core/defined-only.ts';
import { cloneTierName } from '../../shared/core/measurement/tier.ts';
import type { Measurement } from '../../shared/core/planner/measurement.ts';
import type { PowerValue } from '../../shared/core/power-value.ts';
import type { TakeTurns } from '../../shared/run/control-plane-turns.ts';
import type { Clock } from '../../shared/runtime/clock.ts';

/** Dependencies of {@link withCloneTurns}. */
export interface CloneTurnPorts {
  readonly takeTurns: TakeTurns;
  readonly clock: Clock;
}

/** The measurements and sizes for which a round makes clones. */
interface WantedClones {
  readonly measurements: readonly Measurement[];
  /** Sizes that the next round is likely to measure. */
  readonly aheadPowerValues: readonly PowerValue[];
  /** Names of tiers that already have a clone. */
  readonly knownNames: readonly string[];
}

/**
 * Sets when each new clone may be made, so that all runs together keep to the shared pace. If the
 * shared pace cannot be read, the run keeps its own pace. The first measurement also makes the
 * clones ahead for which the control plane has room.
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
    (_, position) => nowMs + fallbackDelayMs(position, 'createClone'),
  );
}
