import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { metricNames } from '../../docs/tables/metric-table.ts';
import { ERROR_CATEGORIES } from '../../shared/errors.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
const { Resources } = parse(read('deployment/monitoring.yml'), { merge: true });

/** Names of the tasks, derived from the folders of their functions. */
const TASKS = readdirSync(join(PROJECT, 'functions')).map((folder) =>
  folder.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
);

/** Placeholders in the names of metrics, and the values that each may have. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  '<task.name>': TASKS,
  '<category>': ERROR_CATEGORIES,
  '<tierName>': ['memory', 'redis', 'store'],
};

const METRICS = metricNames().flatMap((name) => {
  const [part = ''] = /<.*>/.exec(name) ?? [];
  return part === '' ? [name] : (PARTS[part] ?? []).map((value) => name.replace(part, value));
});

interface Alarm {
  readonly Type: string;
  readonly Properties: { readonly Namespace: string; readonly MetricName: string };
}

interface Widget {
  readonly properties: { readonly metrics: readonly (readonly [string, string])[] };
}

describe('monitoring.yml', () => {
  const { widgets } = JSON.parse(Resources.Dashboard.Properties.DashboardBody['Fn::Sub']);
  const shown = (widgets as Widget[])
    .flatMap(({ properties }) => properties.metrics)
    .flatMap(([namespace, name]) => (namespace === 'LambdaAutotuner' ? [name] : []));
  const alarms = Object.values<Alarm>(Resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties);

  it('shows and watches only metrics that the tasks write', () => {
    const watched = alarms
      .filter(({ Namespace }) => Namespace === 'LambdaAutotuner')
      .map(({ MetricName }) => MetricName);

    expect(shown.length).toBeGreaterThan(20);
    expect(watched).toHaveLength(6);
    expect([...shown, ...watched].filter((name) => !METRICS.includes(name))).toEqual([]);
  });

  it('shows every metric of every task', () => {
    expect(METRICS.length).toBeGreaterThan(40);
    expect(METRICS.filter((name) => !shown.includes(name))).toEqual([]);
  });

  it('watches the dead-letter queue, as the pages say', () => {
    expect(alarms.filter(({ Namespace }) => Namespace === 'AWS/SQS')).toEqual([
      expect.objectContaining({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        Dimensions: [
          { Name: 'QueueName', Value: { 'Fn::GetAtt': ['DeadLetterQueue', 'QueueName'] } },
        ],
      }),
    ]);
    expect(alarms).toHaveLength(7);
    for (const page of ['docs/metrics.md', 'docs/deployment.md', 'deployment/parameters.yml']) {
      expect(read(page)).toContain('seven alarms');
    }
  });
});
