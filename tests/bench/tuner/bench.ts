/**
 * Replays the planner and re-created baselines on measured functions (`--traces DIR`) or on
 * generated ones, and prints how much each spends and how often it is right. See ARCHITECTURE.md.
 */
import { parseArgs } from 'node:util';
import {
  DEFAULT_PLANNER_SETTINGS,
  type PlannerSettings,
} from '../../../shared/core/planner/planner-settings.ts';
import { autotuner } from './autotuner.ts';
import { fixedGrid } from './fixed-grid.ts';
import { gaussianProcess } from './gaussian-process.ts';
import { generatedFunctions } from './generated-functions.ts';
import { type MeasuredFunction, readMeasuredFunctions } from './measured-function.ts';
import { PARROTFISH_CODE, PARROTFISH_PAPER, parrotfish } from './parrotfish.ts';
import {
  type BenchObjective,
  type BenchOptions,
  type ScoredRun,
  scoredRuns,
} from './scored-run.ts';
import { meanOf, SUMMARY_HEADER, summaryLine, summaryOf } from './summary.ts';
import type { Tuner } from './tuner.ts';

const GENERATED_COUNT = 40;

/** Families that the model is not made for are reported apart. */
const APART = ['ubc', 'meex28'] as const;

const OPTIONS = {
  traces: { type: 'string' },
  objective: { type: 'string', default: 'cost' },
  truth: { type: 'string', default: 'smooth' },
  runs: { type: 'string', default: '25' },
  seed: { type: 'string', default: '1' },
  budget: { type: 'string' },
  json: { type: 'boolean', default: false },
  /** Only functions whose file name contains this. */
  only: { type: 'string', default: '' },
  /** Only tuners whose name contains this. */
  tuner: { type: 'string', default: '' },
  /** Overrides of the planner's settings and of its prior, as JSON. */
  settings: { type: 'string', default: '{}' },
  /** One line for each function, or for each family. */
  by: { type: 'string', default: '' },
} as const;

function main(): void {
  const { values } = parseArgs({ options: OPTIONS });
  const seed = Number(values.seed);
  const options: BenchOptions = {
    objective: values.objective as BenchObjective,
    truth: values.truth === 'step' ? 'step' : 'smooth',
    runs: Number(values.runs),
    seed,
    invocationsMax: values.budget === undefined ? undefined : Number(values.budget),
  };
  const functions = (
    values.traces === undefined
      ? generatedFunctions(GENERATED_COUNT, seed)
      : readMeasuredFunctions(values.traces)
  ).filter((measured) => measured.name.includes(values.only));
  const tuners = tunersWith(JSON.parse(values.settings)).filter((tuner) =>
    tuner.name.includes(values.tuner),
  );
  const results = tuners.map((tuner) => ({
    tuner: tuner.name,
    runs: functions.flatMap((measured) => scoredRuns(tuner, measured, options)),
  }));
  if (values.json) {
    const main = functions.filter((measured) => !isApart(measured));
    const names = new Set((main.length > 0 ? main : functions).map(({ name }) => name));
    const own = results.map(({ tuner, runs }) =>
      summaryOf(
        tuner,
        runs.filter((run) => names.has(run.functionName)),
      ),
    );
    console.log(JSON.stringify(own, undefined, 2));
    return;
  }
  report(results, options, values.by);
}

function tunersWith(
  overrides: Partial<PlannerSettings> & { readonly prior?: object },
): readonly Tuner[] {
  const prior = { ...DEFAULT_PLANNER_SETTINGS.prior, ...overrides.prior };
  return [
    autotuner({ ...DEFAULT_PLANNER_SETTINGS, ...overrides, prior }),
    fixedGrid(10),
    fixedGrid(5),
    parrotfish(PARROTFISH_CODE),
    parrotfish(PARROTFISH_PAPER),
    gaussianProcess(6),
    gaussianProcess(10),
    gaussianProcess(15),
  ];
}

function isApart({ name }: Pick<MeasuredFunction, 'name'>): boolean {
  return APART.some((family) => name.startsWith(family));
}

interface Result {
  readonly tuner: string;
  readonly runs: readonly ScoredRun[];
}

function report(results: readonly Result[], options: BenchOptions, by: string): void {
  console.log(
    `objective ${options.objective}, ${options.truth} truth, ${options.runs} runs, seed ${options.seed}`,
  );
  const groups = ['main', ...APART] as const;
  for (const group of groups) {
    const isOwn = ({ functionName }: ScoredRun) =>
      group === 'main' ? !isApart({ name: functionName }) : functionName.startsWith(group);
    if (!results.some(({ runs }) => runs.some(isOwn))) {
      continue;
    }
    console.log(`\n${group === 'main' ? 'all but ubc and meex28' : group}\n${SUMMARY_HEADER}`);
    for (const { tuner, runs } of results) {
      const own = runs.filter(isOwn);
      console.log(summaryLine(summaryOf(tuner, own)));
      breakdown(own, by);
      if (tuner === 'autotuner') {
        claims(own);
      }
    }
  }
}

function breakdown(runs: readonly ScoredRun[], by: string): void {
  const keyOf = ({ functionName }: ScoredRun) =>
    by === 'family' ? (functionName.split('-')[0] ?? '') : functionName;
  if (by !== 'family' && by !== 'function') {
    return;
  }
  for (const key of new Set(runs.map(keyOf))) {
    const own = runs.filter((run) => keyOf(run) === key);
    console.log(`  ${summaryLine(summaryOf(key, own))}`);
  }
}

function claims(runs: readonly ScoredRun[]): void {
  for (const bin of summaryOf('', runs).calibration) {
    const range = `${bin.claimedFrom.toFixed(2)} to ${bin.claimedTo.toFixed(2)}`;
    const right = (100 * bin.rightShare).toFixed(1);
    console.log(`    claimed ${range}: right in ${right} % of ${bin.runs} runs`);
  }
  const kinds = new Set(runs.flatMap((run) => run.warnings));
  const warned = [...kinds].map((kind) => {
    const share = meanOf(runs.map((run) => (run.warnings.includes(kind) ? 1 : 0)));
    return `${kind} ${(100 * share).toFixed(0)} %`;
  });
  const stepMs = Math.max(...runs.map((run) => run.stepMsMax));
  const rounds = meanOf(runs.map((run) => run.roundCount)).toFixed(1);
  console.log(
    `    warned: ${warned.join(', ') || 'never'}; rounds ${rounds}; longest step ${stepMs.toFixed(0)} ms`,
  );
}

main();
