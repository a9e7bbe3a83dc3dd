/**
 * Measures how often the release gate is wrong, and what it costs: many simulated releases of each
 * kind, compared by the deployed code. Prints its seeds, so that a figure can be reproduced.
 */
import { parseArgs } from 'node:util';
import { markdownTable } from '../../../docs/tables/markdown-table.ts';
import { quantile } from '../../../shared/core/measurement/sample-statistics.ts';
import type { UniformRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { moveOfMonth } from './month-moves.ts';
import {
  type ReleaseScenario,
  type SimulatedComparison,
  simulateComparison,
} from './simulated-releases.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});

const COMMON = { spread: 0.1, cloneSpread: 0.03 };

/** Behaviours of the platform, by name. */
const WORLDS: Readonly<Record<string, Omit<ReleaseScenario, 'slowerPercent'>>> = {
  '10 % spread, clones differ by 3 %': COMMON,
  '10 % spread, clones alike': { ...COMMON, cloneSpread: 0 },
  '10 % spread, clones differ by 6 %': { ...COMMON, cloneSpread: 0.06 },
  '5 % spread': { ...COMMON, spread: 0.05 },
  '20 % spread': { ...COMMON, spread: 0.2 },
  '40 % spread': { ...COMMON, spread: 0.4 },
  '10 % spread, 3 % of invocations take 5 times as long': { ...COMMON, stallShare: 0.03 },
  'platform gets slower by 10 % a minute': { ...COMMON, driftAt: (minutes) => 0.1 * minutes },
  'platform slows by 20 % at once': {
    ...COMMON,
    driftAt: (minutes) => (minutes > 0.52 ? 0.2 : 0),
  },
  'platform swings by 15 % each minute': {
    ...COMMON,
    driftAt: (minutes) => 0.15 * Math.sin(2 * Math.PI * minutes),
  },
};

const SLOWER_PERCENTS = [0, 3, 5, 10, 20, -10];

/**
 * Cases in which the old release is known only from an earlier run, by what the platform did since.
 */
const KEPT_WORLDS: Readonly<Record<string, Omit<ReleaseScenario, 'slowerPercent'>>> = {
  'nothing moved, run over sizes': keptWorld('sizes', () => 0),
  'as sizes move in a month, run over sizes': keptWorld('sizes', moveOfMonth),
  'as sizes move in a month, comparison': keptWorld('comparison', moveOfMonth),
  'as sizes move in a month, 40 % spread': {
    ...keptWorld('sizes', moveOfMonth),
    spread: 0.4,
  },
  'as sizes move in a month, stalls': {
    ...keptWorld('sizes', moveOfMonth),
    stallShare: 0.03,
  },
  'all slower by 20 %': keptWorld('sizes', () => Math.log(1.2)),
};

const KEPT_SLOWER_PERCENTS = [0, 10, 25, 50, 100, -50];

function keptWorld(
  run: NonNullable<ReleaseScenario['kept']>['run'],
  moveLn: (random: UniformRandom) => number,
) {
  return { ...COMMON, kept: { run, ageDays: 30, moveLn } };
}

const runCount = Number(values.runs);
const seed = Number(values.seed);
console.log(`${runCount} releases of each kind, seeds from ${seed}\n`);
console.log(tableOf(WORLDS, SLOWER_PERCENTS));
console.log('\nThe old release by a kept result\n');
console.log(tableOf(KEPT_WORLDS, KEPT_SLOWER_PERCENTS));

function tableOf(
  worlds: Readonly<Record<string, Omit<ReleaseScenario, 'slowerPercent'>>>,
  slowerPercents: readonly number[],
): string {
  const rows = Object.entries(worlds).flatMap(([world, scenario]) =>
    slowerPercents.map((slowerPercent) => {
      const runs = Array.from({ length: runCount }, (_, index) =>
        simulateComparison({ ...scenario, slowerPercent }, seed + index),
      );
      return [world, `${slowerPercent} %`, ...answersOf(runs), ...invocationsOf(runs)];
    }),
  );
  return markdownTable(
    [
      'platform',
      'new release takes longer by',
      'slower or more expensive',
      'same',
      'better',
      'undecided',
      'invocations, median',
      'mean',
      '5th to 95th percentile',
    ],
    rows,
  );
}

function answersOf(runs: readonly SimulatedComparison[]): readonly string[] {
  const shareOf = (...kinds: readonly string[]) =>
    `${((100 * runs.filter(({ comparison }) => kinds.includes(comparison.kind)).length) / runs.length).toFixed(1)} %`;
  return [shareOf('slower', 'dearer'), shareOf('same'), shareOf('better'), shareOf('undecided')];
}

function invocationsOf(runs: readonly SimulatedComparison[]): readonly string[] {
  const counts = runs.map(({ invocations }) => invocations).toSorted((a, b) => a - b);
  const at = (probability: number) => quantile(counts, probability).toFixed(0);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return [at(0.5), mean.toFixed(0), `${at(0.05)} to ${at(0.95)}`];
}
