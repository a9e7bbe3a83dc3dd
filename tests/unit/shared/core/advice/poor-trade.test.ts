import { describe, expect, it } from '@jest/globals';
import { isPoorTrade } from '../../../../../shared/core/advice/poor-trade.ts';
import type { ShownSize } from '../../../../../shared/core/advice/shown-size.ts';
import type { Objective } from '../../../../../shared/core/planner/objective.ts';

function aSize(costUsd: number, durationMs: number): ShownSize {
  const around = (median: number) => ({ median, low: median, high: median });
  return {
    memoryMb: 512,
    durationMs: around(durationMs),
    costUsdPerMillion: around(costUsd),
    warmSampleCount: 3,
  };
}

const FROM = aSize(100, 100);
const VALUE: Objective = { kind: 'value', costTolerancePercent: 5 };

describe('isPoorTrade()', () => {
  it.each<[string, Objective, ShownSize, boolean]>([
    ['1 % cheaper and 98 % slower', { kind: 'cost' }, aSize(99, 198), true],
    ['1 % cheaper and 4 % slower', { kind: 'cost' }, aSize(99, 104), false],
    ['6 % cheaper and 98 % slower', { kind: 'cost' }, aSize(94, 198), false],
    ['1 % faster and 60 % more expensive, for cost', { kind: 'cost' }, aSize(160, 99), false],
    ['1 % faster and 60 % more expensive', { kind: 'speed' }, aSize(160, 99), true],
    ['6 % faster and 90 % more expensive', { kind: 'speed' }, aSize(190, 94), false],
    ['9 % cheaper and 44 % slower', VALUE, aSize(91, 144), true],
    ['11 % cheaper and 90 % slower', VALUE, aSize(89, 190), false],
    ['14 % cheaper and 6.8 times as long', VALUE, aSize(86, 681), true],
    ['30 % cheaper and 10 times as long', VALUE, aSize(70, 1000), true],
    ['23 % cheaper and 3 times as long', VALUE, aSize(77, 300), false],
    ['80 % cheaper and 8 times as long', VALUE, aSize(20, 800), false],
    ['3 % faster and 60 % more expensive, for value', VALUE, aSize(160, 97), true],
    [
      '1 % cheaper and 98 % slower, by weight',
      { kind: 'balanced', weight: 1 },
      aSize(99, 198),
      false,
    ],
  ])('judges %s', (_name, objective, to, expected) => {
    expect(isPoorTrade(objective, to, FROM)).toBe(expected);
  });
});
