import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { allStates, readDefinition } from '../../local/deployment/state-machine-definition.ts';
import { ERROR_CATEGORIES } from '../../shared/errors.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const { Resources } = parse(read('deployment/monitoring.yml'), { merge: true });

const sources = ['functions', 'shared']
  .flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(folder, path),
    ),
  )
  .filter((path) => path.endsWith('.ts'))
  .map(read)
  .join('\n');

/** Metric names that the code composes. */
const COMPOSED = new Set([
  ...ERROR_CATEGORIES.flatMap((category) => [`${category}Errors`, `${category}FailedRuns`]),
  ...[...allStates(readDefinition().States).keys()].map((state) => `${state}Duration`),
  ...['Allowed', 'Skipped', 'Denied'].map((outcome) => `Preflight${outcome}`),
]);

function isMetric(name: string): boolean {
  return COMPOSED.has(name) || sources.includes(`'${name}'`);
}

interface Widget {
  readonly properties: { readonly metrics: readonly (readonly [string, string])[] };
}

describe('monitoring.yml', () => {
  it('shows and watches only metrics that the tasks write', () => {
    const { widgets } = JSON.parse(Resources.Dashboard.Properties.DashboardBody['Fn::Sub']);
    const shown = (widgets as Widget[])
      .flatMap(({ properties }) => properties.metrics)
      .flatMap(([namespace, name]) => (namespace === 'LambdaAutotuner' ? [name] : []));
    const watched = Object.values<{ Type: string; Properties: { MetricName: string } }>(Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => Properties.MetricName);

    expect(shown.length).toBeGreaterThan(20);
    expect(watched).toHaveLength(6);
    expect([...shown, ...watched].filter((name) => !isMetric(name))).toEqual([]);
  });
});
