import { describe, expect, it } from '@jest/globals';
import { driftLines, findDrift } from '../../../../cli/deploy/stack-drift.ts';
import { readStackOptions, type StackOptions } from '../../../../cli/deploy/stack-options.ts';
import type { DriftDetection, DriftedResource } from '../../../../shared/aws/stack-drift.ts';
import type { Clock } from '../../../../shared/runtime/clock.ts';

const OPTIONS = readStackOptions('status', ['--stage', 'prod']) as StackOptions;

const CHANGED: DriftedResource = {
  logicalId: 'MeasureTier',
  resourceType: 'AWS::Lambda::Function',
  kind: 'changed',
  differences: [
    { path: '/MemorySize', expected: '512', actual: '1024' },
    { path: '/Tags/2', expected: 'null', actual: '{"Key":"a","Value":"\u001b[31m"}' },
  ],
};

/** Finds drift with a detection that is done after so many polls. */
async function find(lookCount: number, end: Partial<DriftDetection> = {}) {
  let [looks, sleptMs] = [0, 0];
  const clock = {
    sleepMs: async (ms: number) => {
      sleptMs += ms;
    },
  } as unknown as Clock;
  const drift = await findDrift(
    {
      detectDrift: async (stackId) => `of ${stackId}`,
      readDriftDetection: async (id) => {
        expect(id).toBe('of arn:stack');
        looks += 1;
        const isDone = looks >= lookCount;
        return isDone
          ? { state: 'done', hasDrifted: true, reason: '', ...end }
          : { state: 'under way', hasDrifted: false, reason: '' };
      },
      readDriftedResources: async () => [CHANGED],
    },
    { id: 'arn:stack' },
    { interrupt: new AbortController().signal, clock },
  );
  return { drift, looks, sleptMs };
}

describe('findDrift()', () => {
  it('waits until the detection is done', async () => {
    const { drift, looks, sleptMs } = await find(4);

    expect([looks, sleptMs]).toEqual([4, 9_000]);
    expect(drift.resources).toEqual([CHANGED]);
  });

  it('does not ask for resources if none differ', async () => {
    const { drift } = await find(1, { hasDrifted: false });

    expect(drift.resources).toEqual([]);
    expect(driftLines(drift, OPTIONS)).toEqual([
      'Drift       none: every resource is as in the template',
    ]);
  });

  it('gives up in the end, and says so', async () => {
    const { drift, sleptMs } = await find(Number.POSITIVE_INFINITY);

    expect(sleptMs).toBeLessThan(16 * 60_000);
    expect(driftLines(drift, OPTIONS)).toEqual([
      'Drift       CloudFormation has not finished: run the command again',
    ]);
  });
});

describe('driftLines()', () => {
  it('names each resource and property, and says what to do', () => {
    const detection = { state: 'done', hasDrifted: true, reason: '' } as const;
    const deleted = { ...CHANGED, logicalId: 'Alarm', kind: 'deleted', differences: [] } as const;

    const text = driftLines({ detection, resources: [CHANGED, deleted] }, OPTIONS).join('\n');

    expect(text).toContain('Drift       2 resources differ from the template');
    expect(text).toContain(
      '  MeasureTier (AWS::Lambda::Function)\n    /MemorySize: 512 became 1024\n',
    );
    expect(text).toContain('    /Tags/2: nothing became {"Key":"a","Value":""}\n');
    expect(text).toContain('  Alarm (AWS::Lambda::Function): deleted\n');
    expect(text).toContain('autotune deploy --stage prod --revert-drift reverts it');
  });

  it('reports what could not be compared in addition to what differs', () => {
    const detection = { state: 'failed', hasDrifted: true, reason: 'No permission' } as const;
    const lines = driftLines({ detection, resources: [CHANGED] }, OPTIONS);

    expect(lines.slice(0, 2)).toEqual([
      'Drift       not every resource could be compared: No permission',
      'Drift       1 resource differs from the template',
    ]);
  });
});
