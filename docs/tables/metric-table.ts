import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATEGORIES } from '../../shared/errors.ts';
import { markdownTable, textsOf } from './markdown-table.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Meaning of each metric, by its name in the source; `<…>` stands for a part that varies. */
const MEANINGS: Readonly<Record<string, string>> = {
  RunDuration:
    'a run from its start to its report, milliseconds, without the time that production is watched',
  RecalledRuns: 'runs that found a known answer',
  MeasuredRuns: 'runs whose sizes were all measured by MeasureTier',
  MeasuredDirectlyRuns: 'runs in which Step Functions itself invoked a slow function',
  TuningCostUsd: "what a run's own measuring cost, USD",
  TuningInvocations: "a run's own invocations",
  PreflightAllowed: 'checks of permissions that found every permission',
  PreflightDenied: 'checks of permissions that found one missing: the run ended',
  PreflightSkipped: 'checks of permissions that IAM could not answer: the run went on',
  '<task.name>Duration': 'each task, milliseconds, such as `MeasureTierDuration`',
  ColdStarts: '0 or 1 for each task: the average is the share of cold starts',
  FailedSteps: '0 or 1 for each task: the average is the share of failures',
  '<category>Errors': `failed tasks by category, retried ones included: ${categories('Errors')}`,
  '<category>FailedRuns': `failed runs by category, of those that had begun to measure: ${categories('FailedRuns')}`,
  ProductionMoves:
    'runs that measured again because production takes another time than it did, with the same code and size',
  RevertedSizes: 'runs that found another size than the one that was applied',
  SkippedObjects: 'parts of the store, and executions, that Sweep could not look at',
  FleetFunctions: 'functions of a fleet, when it ends',
  FleetFailures: 'those of them whose run failed',
  FleetLedgerConflicts:
    'writes of the budget of a fleet that others came before, for each that went through',
  ControlPlanePaceConflicts:
    'the same of the pace at which all runs together make and delete functions',
  StoppedRuns: 'reports of stopped runs that Sweep wrote',
  UnreportedRuns: 'reports of stopped runs that Sweep could not write',
  '<tierName>CacheSkipped':
    'uses of a cache tier that failed: `memoryCacheSkipped`, `redisCacheSkipped`, `storeCacheSkipped`',
};

/** Returns a table of the metrics that the tasks write. */
export function metricTable(): string {
  const names = metricNames();
  const meanings = textsOf('the metrics', names, MEANINGS);
  return markdownTable(
    ['metric', 'is'],
    names.map((name, index) => [
      `\`${name.replace('<task.name>', '<task>').replace('<tierName>', '<tier>')}\``,
      String(meanings[index]),
    ]),
  );
}

function categories(suffix: string): string {
  return ERROR_CATEGORIES.map((category) => `\`${category}${suffix}\``).join(', ');
}

/** Matches names in a call that records a metric, or in the table of the paths of a run. */
const METRIC_NAME = /(?:\b(?:addMetric|count|measure)\(\s*|: )(?:'(\w+)'|`([\w${}.]+)`)/g;

/**
 * Returns the names of the metrics that the tasks write, as in the source: `<…>` stands for a part
 * that varies.
 */
export function metricNames(): readonly string[] {
  const sources = ['shared', 'functions']
    .flatMap((folder) =>
      readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ts'))
        .toSorted()
        .map((path) => readFileSync(join(PROJECT, folder, path), 'utf8')),
    )
    .join('\n');
  const found = [...sources.matchAll(METRIC_NAME)].flatMap(([call, literal, template]) => {
    const name = literal ?? template?.replaceAll('${', '<').replaceAll('}', '>') ?? '';
    return call.startsWith(':') && !/^\w+Runs$/.test(name) ? [] : [name];
  });
  return [...new Set(found)].toSorted();
}
