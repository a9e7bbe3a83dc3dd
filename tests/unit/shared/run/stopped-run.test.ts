import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { readHistoryBackwards } from '../../../../shared/aws/execution-history.ts';
import { readTierVariable } from '../../../../shared/contract/run-variables.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** A history that Step Functions would give for these events, newest first. */
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
  it('tells the variables that states assigned, and how the execution ended', async () => {
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

  it('leaves out a variable that was cut', async () => {
    expect(await entriesOf([exited({ whole: '[1]', cut: '{"a":[1,' }, true)])).toEqual([
      { kind: 'assigned', variables: { whole: [1] } },
    ]);
    expect(await entriesOf([exited({ cut: '{"a":[1,' }, true)])).toEqual([]);
  });
});

describe('readTierVariable()', () => {
  const begun = { round: 2, powerValue: 512, progress: null, direct: null };
  const tier = { kind: 'inline', value: { any: 1 } };

  it('reads a size that was being measured as failed, with its measurements', () => {
    expect(readTierVariable({ ...begun, progress: tier, isPrepared: true })).toEqual({
      powerValue: 512,
      result: {
        ...begun,
        progress: tier,
        failure: expect.objectContaining({ Error: 'RunStopped' }),
      },
    });
  });

  it('reads a size that is measured, and one that was refused, as what they are', () => {
    const outcome = { kind: 'infeasible', reason: 'notAllowed', message: 'too large' };

    expect(readTierVariable({ ...begun, tier, status: 'complete' })?.result).toEqual({
      round: 2,
      tier,
    });
    expect(readTierVariable({ ...begun, outcome, isPrepared: false })?.result).toEqual({
      round: 2,
      powerValue: 512,
      outcome,
    });
  });

  it('reads nothing from any other value', () => {
    expect([undefined, null, 1, {}, { round: 1 }].map(readTierVariable)).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });
});
