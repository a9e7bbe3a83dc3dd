import { describe, expect, it } from '@jest/globals';
import { evidenceOf } from '../../../../shared/contract/evidence.ts';
import {
  decideTuning,
  type PickedDecision,
} from '../../../../shared/core/planner/tuning-decision.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { NO_EARLIER_RUN } from '../../../support/run-facts.ts';
import { aState, aTier, FEW_DRAWS } from '../../../support/tuning-worlds.ts';

const POINT_COUNT_MAX = 32;

function pickedDecision(): PickedDecision {
  const state = aState({ tiers: [aTier(512, [100, 101]), aTier(1024, [52, 50])] });
  const decision = decideTuning(state, FEW_DRAWS);
  if (decision.kind !== 'picked') throw new Error(decision.reason);
  return decision;
}

const DECISION = pickedDecision();

/** Returns the sizes of the curve in a result if the fitted curve has this many points. */
function curveSizes(pointCount: number): readonly number[] {
  const [point] = DECISION.curve;
  if (point === undefined) throw new Error('The decision has no curve');
  const curve = Array.from({ length: pointCount }, (_, index) => ({
    ...point,
    powerValue: powerValue(128 + index),
  }));
  return evidenceOf({ ...DECISION, curve }, NO_EARLIER_RUN).curve.map((each) => each.powerValue);
}

/** Every number of points up to three times the limit, and that of the longest possible curve. */
const POINT_COUNTS = [...Array.from({ length: 97 }, (_, index) => index), 10_113];

describe('the curve of a result', () => {
  it('keeps the first and the last point and at most 32 in ascending order', () => {
    for (const pointCount of POINT_COUNTS) {
      const sizes = curveSizes(pointCount);

      expect(sizes).toHaveLength(Math.min(pointCount, POINT_COUNT_MAX));
      expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => a - b));
      if (pointCount > 0) {
        expect([sizes[0], sizes.at(-1)]).toEqual([128, 127 + pointCount]);
      }
    }
  });
});
