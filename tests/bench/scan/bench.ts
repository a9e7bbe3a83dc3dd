/**
 * Measures how well a scan ranks functions before anything is measured: functions made from
 * measured curves (`--traces DIR`), whose production metrics are simulated at their present size.
 */
import { parseArgs } from 'node:util';
import type { Estimate } from '../../../shared/core/planner/estimate.ts';
import {
  normalDraw,
  seededRandom,
  type UniformRandom,
} from '../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import { type SavingOutlook, savingOutlook } from '../../../shared/core/scan/saving-outlook.ts';
import type { MeasuredFunction } from '../tuner/measured-function.ts';
import { benchFunctions } from '../tuner/scenarios.ts';
import { truthOf } from '../tuner/truth.ts';

const { values } = parseArgs({
  options: {
    traces: { type: 'string' },
    functions: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});

/** Spread of ln(duration) between the payloads of production, and of ln(invocations a month). */
const PAYLOAD_SD = 0.5;
const LOG_INVOCATIONS_MEAN = Math.log(300_000);
const LOG_INVOCATIONS_SD = 2.3;

/**
 * Smallest saving, as a share, for which tuning pays: as in `probabilityPays`, but without the
 * price of the run.
 */
const SAVING_SHARE_MIN = 0.05;

/**
 * Tolerance at both ends within which an interval counts as right: a share of the bill, and of a
 * ratio of durations.
 */
const COST_SLACK = 0.005;
const RATIO_SLACK = 0.02;

const BIN_COUNT = 5;
const LARGE_MB = 1024;
const COUNTS = [10, 100];

interface ScannedFunction {
  readonly outlook: SavingOutlook;
  readonly memoryMb: number;
  readonly trueSavingUsd: number;
  readonly trueCostUsd: number;
  readonly trueSpeedup: number;
}

const RANKINGS: Readonly<Record<string, (own: ScannedFunction) => number>> = {
  'expected saving': ({ outlook }) => outlook.savingUsdPerMonth.mean,
  'spend alone': ({ outlook }) => outlook.costUsdPerMonth,
  // A rule of many tools: large functions are candidates.
  [`spend, from ${LARGE_MB} MB`]: ({ outlook, memoryMb }) =>
    memoryMb >= LARGE_MB ? outlook.costUsdPerMonth : 0,
};

function main(): void {
  const seed = Number(values.seed);
  const random = seededRandom(seed);
  const measured = benchFunctions(values.traces, seed).main;
  const startedAt = performance.now();
  const scanned = Array.from({ length: Number(values.functions) }, () =>
    scannedFunction(measured[Math.floor(random() * measured.length)] ?? measured[0], random),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${scanned.length} functions in ${seconds.toFixed(1)} s, made from ${measured.length}, seed ${seed}\n`,
  );
  printClaims(scanned);
  printRankings(scanned);
}

/**
 * Simulates production of a function at one of its measured sizes, with its own payloads; the
 * measured sizes are the truth.
 */
function scannedFunction(
  own: MeasuredFunction | undefined,
  random: UniformRandom,
): ScannedFunction {
  if (own === undefined) {
    throw new Error('There are no functions to scan');
  }
  const price = priceOf('us-east-1', own.architecture);
  const truth = truthOf(own, 'measured', price);
  const memoryMb = truth.sizesMb[Math.floor(random() * truth.sizesMb.length)] ?? 0;
  const payloadFactor = Math.exp(PAYLOAD_SD * normalDraw(random));
  const invocationsPerMonth = Math.exp(
    LOG_INVOCATIONS_MEAN + LOG_INVOCATIONS_SD * normalDraw(random),
  );
  const costOf = (mb: number) =>
    price.usdPerRequest + (truth.costUsd(mb) - price.usdPerRequest) * payloadFactor;
  const outlook = savingOutlook({
    memoryMb: powerValue(memoryMb),
    architecture: own.architecture,
    price,
    ephemeralStorageMb: 512,
    durationMsMean: truth.durationMs(memoryMb) * payloadFactor,
    invocationsPerMonth,
    memoryMbMin: powerValue(truth.sizesMb[0] ?? 128),
  });
  if (outlook === undefined) {
    throw new Error(`Nothing can be said of ${own.name}`);
  }
  const affordable = truth.sizesMb.filter((mb) => costOf(mb) <= costOf(memoryMb));
  return {
    outlook,
    memoryMb,
    trueCostUsd: invocationsPerMonth * costOf(memoryMb),
    trueSavingUsd:
      invocationsPerMonth * (costOf(memoryMb) - Math.min(...truth.sizesMb.map(costOf))),
    trueSpeedup:
      truth.durationMs(memoryMb) / Math.min(...affordable.map((mb) => truth.durationMs(mb))),
  };
}

/** Prints how often intervals and probabilities are right. */
function printClaims(scanned: readonly ScannedFunction[]): void {
  const held = scanned.filter(({ outlook: { savingUsdPerMonth }, trueSavingUsd, trueCostUsd }) =>
    isWithin(trueSavingUsd, savingUsdPerMonth, COST_SLACK * trueCostUsd),
  );
  const ratiosHeld = scanned.filter(({ outlook: { speedup }, trueSpeedup }) =>
    isWithin(trueSpeedup, speedup, RATIO_SLACK * trueSpeedup),
  );
  const sum = (of: (own: ScannedFunction) => number) =>
    scanned.reduce((total, own) => total + of(own), 0);
  const expected = sum(({ outlook }) => outlook.savingUsdPerMonth.mean);
  console.log(
    `90 % intervals hold: saving ${percent(held, scanned)}, speed at no cost ${percent(ratiosHeld, scanned)}; expected over true saving of all ${(expected / sum((own) => own.trueSavingUsd)).toFixed(2)}\n`,
  );
  console.log('| tuning pays, said | functions | true |\n| --- | --- | --- |');
  for (let bin = 0; bin < BIN_COUNT; bin += 1) {
    const claimed = scanned.filter(
      ({ outlook }) =>
        Math.min(BIN_COUNT - 1, Math.floor(outlook.probabilityPays * BIN_COUNT)) === bin,
    );
    const paid = claimed.filter((own) => own.trueSavingUsd >= SAVING_SHARE_MIN * own.trueCostUsd);
    console.log(
      `| ${(100 * bin) / BIN_COUNT} to ${(100 * (bin + 1)) / BIN_COUNT} % | ${claimed.length} | ${percent(paid, claimed)} |`,
    );
  }
}

/**
 * Prints, for the first functions of each ranking, how many are among the truly first, and how much
 * they save together.
 */
function printRankings(scanned: readonly ScannedFunction[]): void {
  const savingOf = (functions: readonly ScannedFunction[]) =>
    functions.reduce((sum, own) => sum + own.trueSavingUsd, 0);
  const truly = scanned.toSorted((a, b) => b.trueSavingUsd - a.trueSavingUsd);
  const titles = COUNTS.flatMap((count) => [`in the true first ${count}`, 'of all saving']);
  console.log(`\n| ranked by | ${titles.join(' | ')} |`);
  console.log(`| --- |${' --- |'.repeat(titles.length)}`);
  for (const [name, scoreOf] of Object.entries(RANKINGS)) {
    const ranked = scanned.toSorted((a, b) => scoreOf(b) - scoreOf(a));
    const cells = COUNTS.flatMap((count) => {
      const best = new Set(truly.slice(0, count));
      const first = ranked.slice(0, count);
      const precision = first.filter((own) => best.has(own)).length / count;
      return [
        precision.toFixed(2),
        `${((100 * savingOf(first)) / savingOf(scanned)).toFixed(0)} %`,
      ];
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}

function isWithin(value: number, { low, high }: Estimate, slack: number): boolean {
  return value >= low - slack && value <= high + slack;
}

function percent(some: readonly unknown[], all: readonly unknown[]): string {
  return `${((100 * some.length) / all.length).toFixed(1)} %`;
}

main();
