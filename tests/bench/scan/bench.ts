/**
 * How well a scan ranks functions, before anything is measured: functions made from measured curves
 * (`--traces DIR`), whose production metrics are simulated at their present size.
 */
import { parseArgs } from 'node:util';
import { normalDraw, seededRandom } from '../../../shared/core/posterior/seeded-random.ts';
import { powerValue } from '../../../shared/core/power-value.ts';
import { priceOf } from '../../../shared/core/pricing/price-table.ts';
import { type SavingOutlook, savingOutlook } from '../../../shared/core/scan/saving-outlook.ts';
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

interface ScannedFunction {
  readonly outlook: SavingOutlook;
  readonly memoryMb: number;
  readonly trueSavingUsd: number;
  readonly trueCostUsd: number;
  readonly trueSpeedup: number;
}

/** A rule that many tools have: what is large and is not busy is a candidate. */
function thresholdScore({ outlook, memoryMb }: ScannedFunction): number {
  return memoryMb >= 1024 ? outlook.costUsdPerMonth : 0;
}

function main(): void {
  const seed = Number(values.seed);
  const random = seededRandom(seed);
  const measured = benchFunctions(values.traces, seed).main;
  const startedAt = performance.now();
  const scanned = Array.from({ length: Number(values.functions) }, (): ScannedFunction => {
    const own = measured[Math.floor(random() * measured.length)] ?? measured[0];
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
      throw new Error('Nothing can be said');
    }
    const trueCostUsd = costOf(memoryMb) * invocationsPerMonth;
    const least = Math.min(...truth.sizesMb.map(costOf));
    const affordable = truth.sizesMb.filter((mb) => costOf(mb) <= costOf(memoryMb));
    const shortest = Math.min(...affordable.map((mb) => truth.durationMs(mb)));
    return {
      outlook,
      trueSpeedup: truth.durationMs(memoryMb) / shortest,
      memoryMb,
      trueCostUsd,
      trueSavingUsd: trueCostUsd - least * invocationsPerMonth,
    };
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const total = scanned.reduce((sum, own) => sum + own.trueSavingUsd, 0);
  const covered = scanned.filter(
    ({ outlook: { savingUsdPerMonth }, trueSavingUsd, trueCostUsd }) =>
      trueSavingUsd >= savingUsdPerMonth.low - 0.005 * trueCostUsd &&
      trueSavingUsd <= savingUsdPerMonth.high + 0.005 * trueCostUsd,
  );
  const rankings: Readonly<Record<string, (own: ScannedFunction) => number>> = {
    'expected saving': ({ outlook }) => outlook.savingUsdPerMonth.mean,
    'spend alone': ({ outlook }) => outlook.costUsdPerMonth,
    'spend, from 1024 MB': thresholdScore,
  };
  console.log(
    `${scanned.length} functions in ${seconds.toFixed(1)} s; 90 % intervals hold in ${((100 * covered.length) / scanned.length).toFixed(1)} %`,
  );
  const expected = scanned.reduce((sum, own) => sum + own.outlook.savingUsdPerMonth.mean, 0);
  const faster = scanned.filter(
    ({ outlook: { speedup }, trueSpeedup }) =>
      trueSpeedup >= 0.98 * speedup.low && trueSpeedup <= 1.02 * speedup.high,
  );
  const meanLog = (of: (own: ScannedFunction) => number) =>
    Math.exp(scanned.reduce((sum, own) => sum + Math.log(of(own)), 0) / scanned.length);
  console.log(
    `speed at no cost: 90 % intervals hold in ${((100 * faster.length) / scanned.length).toFixed(1)} %; mean true ${meanLog((own) => own.trueSpeedup).toFixed(2)}, median said ${meanLog((own) => own.outlook.speedup.median).toFixed(2)}`,
  );
  console.log(`saving: true ${total.toFixed(0)}, expected ${expected.toFixed(0)} USD a month`);
  for (const [low, high] of [
    [0, 0.2],
    [0.2, 0.4],
    [0.4, 0.6],
    [0.6, 0.8],
    [0.8, 1.01],
  ] as const) {
    const bin = scanned.filter(({ outlook: { probabilityPays: p } }) => p >= low && p < high);
    const paid = bin.filter((own) => own.trueSavingUsd >= 0.05 * own.trueCostUsd);
    console.log(
      `pays ${low}-${high}: said ${bin.length}, true ${((100 * paid.length) / bin.length).toFixed(0)} %`,
    );
  }
  const truly = scanned.toSorted((a, b) => b.trueSavingUsd - a.trueSavingUsd);
  console.log(
    '| ranked by | precision, first 10 | precision, first 100 | saving in the first 10 | in the first 100 |',
  );
  console.log('| --- | --- | --- | --- | --- |');
  for (const [name, scoreOf] of Object.entries(rankings)) {
    const ranked = scanned.toSorted((a, b) => scoreOf(b) - scoreOf(a));
    const cells = [10, 100].map((count) => {
      const best = new Set(truly.slice(0, count));
      return `${(ranked.slice(0, count).filter((own) => best.has(own)).length / count).toFixed(2)}`;
    });
    const captured = [10, 100].map((count) => {
      const saved = ranked.slice(0, count).reduce((sum, own) => sum + own.trueSavingUsd, 0);
      return `${((100 * saved) / total).toFixed(0)} %`;
    });
    console.log(`| ${name} | ${[...cells, ...captured].join(' | ')} |`);
  }
}

main();
