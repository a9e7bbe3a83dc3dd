/**
 * Replays the planner and re-created baselines on measured functions (`--traces DIR`) and on
 * generated ones, and prints as Markdown how much each spends and how often it is right.
 * `--only TEXT`, `--table NAME`, `--objective KIND`, `--tuner TEXT` and `--row TEXT` (of the
 * sensitivity table) restrict it to a part; `--settings` overrides the planner's settings, as JSON;
 * `--json` prints the mean regret of each function; `--write FILE` also writes the page to a file.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  DEFAULT_PLANNER_SETTINGS,
  type PlannerSettings,
} from '../../../shared/core/planner/planner-settings.ts';
import { architecturesTable } from './architectures-table.ts';
import { autotuner } from './autotuner.ts';
import { calibrationTable, type FiguresRow, figuresTable, yearsTable } from './figures-table.ts';
import { fixedGrid } from './fixed-grid.ts';
import { gaussianProcess } from './gaussian-process.ts';
import type { MeasuredFunction } from './measured-function.ts';
import { PARROTFISH_CODE, PARROTFISH_PAPER, parrotfish } from './parrotfish.ts';
import { productionTable } from './production-table.ts';
import { benchFunctions, withDurations, withNoiseSd } from './scenarios.ts';
import {
  BENCH_OBJECTIVES,
  type BenchObjective,
  type BenchOptions,
  type ScoredRun,
  scoredRuns,
} from './scored-run.ts';
import { summaryOf, type TunerSummary } from './summary.ts';
import { TENDINGS, tendedYear } from './tended-year.ts';
import type { Tuner } from './tuner.ts';

const OPTIONS = {
  traces: { type: 'string' },
  runs: { type: 'string', default: '10' },
  seed: { type: 'string', default: '1' },
  budget: { type: 'string' },
  only: { type: 'string', default: '' },
  table: { type: 'string', default: '' },
  objective: { type: 'string' },
  tuner: { type: 'string', default: '' },
  row: { type: 'string', default: '' },
  settings: { type: 'string', default: '{}' },
  json: { type: 'boolean', default: false },
  write: { type: 'string' },
} as const;

const { values } = parseArgs({ options: OPTIONS });
const seed = Number(values.seed);
const functions = benchFunctions(values.traces, seed);
const objectives = BENCH_OBJECTIVES.filter((kind) => (values.objective ?? kind) === kind);
const planner = plannerWith(JSON.parse(values.settings));
const base: Omit<BenchOptions, 'objective'> = {
  truth: 'measured',
  runs: Number(values.runs),
  seed,
  ...(values.budget !== undefined && { invocationsMax: Number(values.budget) }),
};

const TABLES: Readonly<Record<string, () => string>> = {
  Tuners: tunersTable,
  Objectives: objectivesTable,
  Calibration: claimsTable,
  Sensitivity: sensitivityTable,
  'Tuned before': tunedBeforeTable,
  'Evidence from production': () => productionTable(planner, functions.main, base),
  'A year': yearTable,
  Architectures: () => architecturesTable(planner, functions.main, { ...base, objectives }),
};

function main(): void {
  const source = values.traces === undefined ? 'generated' : 'measured';
  const parts: string[] = [];
  const add = (part: string) => {
    parts.push(part);
    console.log(`${part}\n`);
  };
  add('# Figures of the planner');
  add(
    `${functions.main.length} ${source} functions, ${base.runs} runs of each, seed ${seed}; made by \`npm run bench:tuner\`. Every invocation counts, cold ones too. *Cost* is that of measuring, in invocations at the cheapest size; *bill* is over the least possible, *time* over that of the best size for the objective. Errors are standard errors between functions. Wall time is that of the model of an account in \`tests/bench/tuner/account-time.ts\`.`,
  );
  for (const [name, tableOf] of Object.entries(TABLES)) {
    if (name.toLowerCase().startsWith(values.table.toLowerCase())) {
      add(`## ${name}`);
      add(tableOf());
    }
  }
  if (values.write !== undefined) {
    writeFileSync(values.write, `${parts.join('\n\n')}\n`);
  }
}

function plannerWith(overrides: Partial<PlannerSettings> & { readonly prior?: object }): Tuner {
  const prior = { ...DEFAULT_PLANNER_SETTINGS.prior, ...overrides.prior };
  return autotuner({ ...DEFAULT_PLANNER_SETTINGS, ...overrides, prior });
}

function tunersTable(): string {
  const tuners = [
    planner,
    fixedGrid(10),
    fixedGrid(10, 'parallel'),
    fixedGrid(50),
    fixedGrid(5),
    parrotfish(PARROTFISH_CODE),
    parrotfish(PARROTFISH_PAPER),
    gaussianProcess(6),
    gaussianProcess(10),
    gaussianProcess(15),
  ].filter(({ name }) => name.includes(values.tuner));
  return objectives
    .filter((kind) => kind === 'cost' || kind === 'value')
    .map((objective) =>
      figuresTable(
        `tuner, \`${objective}\``,
        tuners.map((tuner) => row(tuner.name, tuner, functions.main, { objective })),
      ),
    )
    .join('\n\n');
}

function objectivesTable(): string {
  return figuresTable(
    'objective',
    objectives.flatMap((objective) =>
      [planner, fixedGrid(10)]
        .filter(({ name }) => name.includes(values.tuner))
        .map((tuner) =>
          row(`\`${objective}\`, ${tuner.name}`, tuner, functions.main, { objective }),
        ),
    ),
  );
}

function sensitivityTable(): string {
  const objective: BenchObjective = (values.objective as BenchObjective | undefined) ?? 'cost';
  const { main: measured, apart, generated, monthApart } = functions;
  const earlier = [...monthApart.keys()];
  const laterOf = (own: MeasuredFunction) => monthApart.get(own) ?? own;
  const noisy = measured.map((own) => withNoiseSd(own, 0.09));
  const rows: readonly [string, readonly MeasuredFunction[], Partial<BenchOptions>][] = [
    ['measured sizes, noise of each file', measured, {}],
    ['measured sizes, noise of 9 %', noisy, {}],
    ['smooth between the sizes', measured, { truth: 'smooth' }],
    ['smooth, noise of 9 %', noisy, { truth: 'smooth' }],
    ['straight lines between the sizes', measured, { truth: 'step' }],
    ['a physical curve between the sizes', measured, { truth: 'physical' }],
    ['generated functions, their sizes', generated, {}],
    ['generated functions, physical curve', generated, { truth: 'physical' }],
    ['measured twice: judged in the same month', earlier, {}],
    ['measured twice: judged a month later', earlier, { judgedBy: laterOf }],
    ...apart.map((own): [string, readonly MeasuredFunction[], object] => [own.name, [own], {}]),
  ];
  return figuresTable(
    `truth, \`${objective}\``,
    rows
      .filter(([, list]) => list.length > 0)
      .flatMap(([label, list, options]) =>
        [planner, fixedGrid(10)]
          .filter(({ name }) => name.includes(values.tuner))
          .filter(() => label.includes(values.row))
          .map((tuner) => row(`${label}, ${tuner.name}`, tuner, list, { objective, ...options })),
      ),
  );
}

function claimsTable(): string {
  return [['', functions.main] as const, [' (generated)', functions.generated] as const]
    .map(([suffix, list]) =>
      calibrationTable(
        objectives.map((objective) =>
          row(`\`${objective}\`${suffix}`, planner, list, { objective }),
        ),
      ),
    )
    .join('\n\n');
}

/**
 * Shows what the last run of the same function is worth after releases that change it slightly or
 * strongly.
 */
function tunedBeforeTable(): string {
  const { main: measured, monthApart } = functions;
  const later = [...monthApart.values()];
  const earlierOf = new Map([...monthApart].map(([before, after]) => [after, before]));
  const rows: readonly [string, readonly MeasuredFunction[], Partial<BenchOptions>][] = [
    ['never', measured, {}],
    ['the same', measured, { tunedBefore: (own) => own }],
    ['a third slower', measured, { tunedBefore: (own) => withDurations(own, (ms) => 1.33 * ms) }],
    [
      'waiting for 100 ms more',
      measured,
      { tunedBefore: (own) => withDurations(own, (ms) => ms + 100) },
    ],
    ['another function', measured, { tunedBefore: (own) => otherOf(own, measured) }],
    ['measured twice, never', later, {}],
    ['measured twice, a month ago', later, { tunedBefore: (own) => earlierOf.get(own) ?? own }],
  ];
  return objectives
    .filter((kind) => kind === 'cost' || kind === 'value')
    .map((objective) =>
      figuresTable(
        `function when it was tuned before, \`${objective}\``,
        rows
          .filter(([label, list]) => list.length > 0 && label.includes(values.row))
          .map(([label, list, options]) => row(label, planner, list, { objective, ...options })),
      ),
    )
    .join('\n\n');
}

/** Only every fourth function is tuned for a year, because a year of weekly tuning is 52 runs. */
const YEAR_STRIDE = 4;

const TENDING_TEXTS = {
  never: 'tuned once',
  weekly: 'tuned each week',
  keep: 'looked at each day, tuned where there is a reason',
} as const;

/**
 * Shows the effort of keeping functions tuned that are released each month, and whose events
 * change.
 */
function yearTable(): string {
  const list = functions.main.filter((_, index) => index % YEAR_STRIDE === 0);
  const objectiveOf = {
    cost: { kind: 'cost' },
    value: { kind: 'value', costTolerancePercent: 5 },
  } as const;
  return (['value', 'cost'] as const)
    .filter((kind) => objectives.includes(kind))
    .map((kind) =>
      yearsTable(
        `${list.length} functions, \`${kind}\``,
        TENDINGS.map((tending) => ({
          label: TENDING_TEXTS[tending],
          years: list.map((own) =>
            tendedYear(planner, own, { tending, objective: objectiveOf[kind], seed }),
          ),
        })),
      ),
    )
    .join('\n\n');
}

/** Returns the next function that was measured at the same sizes, or otherwise the next one. */
function otherOf(own: MeasuredFunction, all: readonly MeasuredFunction[]): MeasuredFunction {
  const sizesOf = ({ tiers }: MeasuredFunction) => tiers.map(({ memoryMb }) => memoryMb).join();
  const others = [...all, ...all].slice(all.indexOf(own) + 1, all.indexOf(own) + all.length);
  return others.find((other) => sizesOf(other) === sizesOf(own)) ?? others[0] ?? own;
}

/** Summaries of the rows, because tables share rows, and each is replayed only once. */
const summaries = new Map<readonly MeasuredFunction[], Map<string, TunerSummary>>();

function row(
  label: string,
  tuner: Tuner,
  list: readonly MeasuredFunction[],
  options: Partial<BenchOptions> & Pick<BenchOptions, 'objective'>,
): FiguresRow {
  const known = summaries.get(list) ?? new Map<string, TunerSummary>();
  summaries.set(list, known);
  const key = JSON.stringify([
    tuner.name,
    options,
    options.judgedBy !== undefined,
    // The key cannot contain a function; it contains the label, because each of these rows has its
    // own.
    options.tunedBefore === undefined ? '' : label,
  ]);
  const summary = known.get(key) ?? replayed(label, tuner, list, { ...base, ...options });
  known.set(key, summary);
  return { label, summary };
}

function replayed(
  label: string,
  tuner: Tuner,
  list: readonly MeasuredFunction[],
  options: BenchOptions,
): TunerSummary {
  const own = list.filter(({ name }) => name.includes(values.only));
  const runs = own.flatMap((measured) => scoredRuns(tuner, measured, options));
  if (values.json) {
    console.error(JSON.stringify({ label, regrets: regretsByFunction(runs) }));
  }
  return summaryOf(runs);
}

function regretsByFunction(runs: readonly ScoredRun[]): Readonly<Record<string, number>> {
  const byFunction = Map.groupBy(runs, (run) => run.functionName);
  return Object.fromEntries(
    [...byFunction].map(([name, own]) => [
      name,
      own.reduce((sum, run) => sum + run.regret, 0) / own.length,
    ]),
  );
}

main();
