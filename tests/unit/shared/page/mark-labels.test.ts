import { describe, expect, it } from '@jest/globals';
import {
  type MarkLabel,
  type PlacedLabel,
  placeLabels,
} from '../../../../shared/page/mark-labels.ts';

const ROOM = { width: 350, fontSize: 12 };
const NOW: MarkLabel = { text: 'now: 512 MB', x: 40 };

function isClear(placed: readonly PlacedLabel[]): boolean {
  return placed.every((label) =>
    placed.every((other) => {
      const isBelow = other.row > label.row;
      const isBeside = label.right < other.left || other.right < label.left;
      const isMissed = label.x < other.left || label.x > other.right;
      return label === other || (other.row === label.row ? isBeside : !isBelow || isMissed);
    }),
  );
}

describe('placeLabels()', () => {
  it('puts a label above the middle of its line', () => {
    const [label] = placeLabels([{ text: 'now', x: 100 }], ROOM);

    expect(label?.row).toBe(0);
    expect(((label?.left ?? 0) + (label?.right ?? 0)) / 2).toBeCloseTo(100);
  });

  it('keeps labels inside the drawing', () => {
    const [left, right] = placeLabels([NOW, { text: 'recommended: 10240 MB', x: 348 }], ROOM);

    expect(left?.left).toBeGreaterThanOrEqual(0);
    expect(right?.right).toBeLessThanOrEqual(ROOM.width);
  });

  it('uses one row if there is room, and more if lines are close', () => {
    const far = placeLabels([NOW, { text: 'recommended: 3008 MB', x: 300 }], ROOM);
    const close = placeLabels(
      [
        { ...NOW, x: 16 },
        { text: 'recommended: 640 MB', x: 20 },
      ],
      ROOM,
    );

    expect(far.map(({ row }) => row)).toEqual([0, 0]);
    expect(new Set(close.map(({ row }) => row)).size).toBe(2);
  });

  it('never lets a label overlap another one or be crossed by a line', () => {
    for (let x = 16; x < 334; x += 5) {
      for (let otherX = 16; otherX < 334; otherX += 7) {
        const placed = placeLabels(
          [
            { text: 'now: 1024 MB', x },
            { text: 'recommended: 1769 MB', x: otherX },
          ],
          ROOM,
        );
        if (x !== otherX) {
          expect({ x, otherX, count: placed.length, isClear: isClear(placed) }).toEqual({
            x,
            otherX,
            count: 2,
            isClear: true,
          });
        }
      }
    }
  });
});
