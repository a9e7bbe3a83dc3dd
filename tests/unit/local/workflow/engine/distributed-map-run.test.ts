import { describe, expect, it } from '@jest/globals';
import type { StateDefinition } from '../../../../../local/workflow/engine/definition.ts';
import { StateError } from '../../../../../local/workflow/engine/state-error.ts';
import { FUNCTION_ARN, runMachine, runState } from '../../../../support/machine-run.ts';

const READER = 'arn:aws:states:::s3:getObject';

function aMap(changes: Partial<StateDefinition> = {}): StateDefinition {
  return {
    Type: 'Map',
    ItemReader: { Resource: READER, Arguments: { Bucket: 'b', Key: 'items.json' } },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED' },
      StartAt: 'Each',
      States: { Each: { Type: 'Task', Resource: FUNCTION_ARN, End: true } },
    },
    ...changes,
  };
}

/** Returns tasks that take a second, and fail if the item says so. */
const work =
  (items: unknown, seen: unknown[] = []) =>
  async (
    { resource, input }: { resource: string; input: unknown },
    clock: { sleepMs(ms: number): Promise<void> },
  ) => {
    if (resource === READER) return items;
    seen.push(input);
    await clock.sleepMs(1000);
    if (input === 'bad') throw new StateError('Broken', 'it is bad');
    return `done ${String(input)}`;
  };

describe('a distributed Map', () => {
  it('reads its items from the store, and returns what each of them returned, in order', async () => {
    const seen: unknown[] = [];
    const { result, events } = await runState(aMap(), { runTask: work(['a', 'b', 'c'], seen) });

    expect(result).toEqual({ status: 'SUCCEEDED', output: ['done a', 'done b', 'done c'] });
    expect(seen).toEqual(['a', 'b', 'c']);
    // The executions of the items have separate histories.
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('runs as many at a time as an expression says', async () => {
    const { durationMs } = await runState(aMap({ MaxConcurrency: '{% 1 + 1 %}' }), {
      runTask: work(['a', 'b', 'c', 'd', 'e']),
    });

    expect(durationMs).toBe(3000);
  });

  it('fails if one execution fails, unless that is tolerated', async () => {
    const items = ['a', 'bad', 'c'];

    expect((await runState(aMap(), { runTask: work(items) })).result).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(
      (await runState(aMap({ ToleratedFailurePercentage: 100 }), { runTask: work(items) })).result,
    ).toEqual({ status: 'SUCCEEDED', output: ['done a', 'done c'] });
  });

  it('gives its executions none of its variables', async () => {
    const { result } = await runMachine(
      {
        StartAt: 'Set',
        States: {
          Set: { Type: 'Pass', Assign: { secret: 1 }, Next: 'All' },
          All: aMap({
            End: true,
            ItemSelector: { of: '{% $secret %}', item: '{% $states.context.Map.Item.Value %}' },
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED' },
              StartAt: 'Each',
              States: {
                Each: {
                  Type: 'Pass',
                  Output: { isSeen: '{% $exists($secret) %}', given: '{% $states.input %}' },
                  End: true,
                },
              },
            },
          }),
        },
      },
      { runTask: work(['a']) },
    );

    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [{ isSeen: false, given: { of: 1, item: 'a' } }],
    });
  });

  it('fails with the reason if the items cannot be read, or are not a list', async () => {
    const failing = await runState(aMap(), {
      runTask: () => {
        throw new StateError('S3.NoSuchKey', 'no such key');
      },
    });

    expect(failing.result).toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'no such key',
    });
    expect((await runState(aMap(), { runTask: work({}) })).result).toMatchObject({
      error: 'States.ItemReaderFailed',
    });
  });

  it('stops its executions when it is stopped itself', async () => {
    const seen: unknown[] = [];
    const { result } = await runState(aMap({ MaxConcurrency: 1 }), {
      runTask: async (task, clock) => {
        const answer = await work(['a', 'b', 'c'], seen)(task, clock);
        return answer;
      },
      onEvent: ({ type }, stop) => {
        if (type === 'MapRunStarted') setImmediate(stop);
      },
    });

    expect(result.status).toBe('ABORTED');
    expect(seen.length).toBeLessThanOrEqual(1);
  });
});
