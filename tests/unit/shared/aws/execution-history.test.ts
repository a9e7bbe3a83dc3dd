import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { readHistoryBackwards } from '../../../../shared/aws/execution-history.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** Reads the entries of a history with these events, newest first. */
async function entriesOf(events: readonly HistoryEvent[]) {
  const clock = new VirtualClock(0);
  const client = { send: async () => ({ events }) } as unknown as SFNClient;
  const context = { clock, random: seededRandom(1), deadlineMs: 10_000 };
  const entries = [];
  for await (const entry of readHistoryBackwards(client, context, 'arn')) entries.push(entry);
  return entries;
}

function exited(assignedVariables: Record<string, string>, truncated = false): HistoryEvent {
  return {
    id: 1,
    timestamp: new Date(0),
    type: 'TaskStateExited',
    stateExitedEventDetails: {
      name: 'State',
      assignedVariables,
      assignedVariablesDetails: { truncated },
    },
  };
}

describe('readHistoryBackwards()', () => {
  it('returns the variables that states assigned, and how the execution ended', async () => {
    const aborted: HistoryEvent = {
      id: 2,
      timestamp: new Date(0),
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { cause: 'enough' },
    };

    expect(await entriesOf([aborted, exited({ a: '{"b":1}', c: 'null' })])).toEqual([
      { kind: 'ended', cause: 'enough' },
      { kind: 'assigned', variables: { a: { b: 1 }, c: null } },
    ]);
  });

  it('leaves out a variable that was cut off', async () => {
    expect(await entriesOf([exited({ whole: '[1]', cut: '{"a":[1,' }, true)])).toEqual([
      { kind: 'assigned', variables: { whole: [1] } },
    ]);
    expect(await entriesOf([exited({ cut: '{"a":[1,' }, true)])).toEqual([]);
  });
});
