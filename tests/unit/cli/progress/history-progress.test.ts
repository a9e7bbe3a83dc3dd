import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import { HistoryProgress } from '../../../../cli/progress/history-progress.ts';
import type { StateMachineDefinition } from '../../../../local/workflow/engine/definition.ts';
import { readNewEvents } from '../../../../shared/aws/execution-events.ts';
import { FUNCTION_ARN, failedLambda, runMachine } from '../../../support/machine-run.ts';
import { seededRandom } from '../../../support/seeded-random.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** Measures one size after another, so that each iteration begins when the one before has ended. */
const DEFINITION: StateMachineDefinition = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      Items: '{% [128, 256] %}',
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Begin',
        States: {
          Begin: {
            Type: 'Pass',
            Assign: { measurement: { powerValue: '{% $states.input %}' } },
            Next: 'Measure',
          },
          Measure: {
            Type: 'Task',
            Resource: FUNCTION_ARN,
            Retry: [{ ErrorEquals: ['BusyError'], MaxAttempts: 1 }],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'GivenUp' }],
            End: true,
          },
          GivenUp: { Type: 'Pass', End: true },
        },
      },
      Next: 'After',
    },
    After: { Type: 'Task', Resource: FUNCTION_ARN, End: true },
  },
};

/** Returns a history in which the first size fails once, and the second at both attempts. */
async function history(): Promise<readonly HistoryEvent[]> {
  let attemptCount = 0;
  const { events } = await runMachine(DEFINITION, {
    runTask: () => {
      attemptCount += 1;
      if ([1, 3, 4].includes(attemptCount)) throw failedLambda('BusyError');
      return { attempt: attemptCount };
    },
  });
  return events;
}

/** Reads from an endpoint that returns its events in this order, regardless of the request. */
function readFrom(events: readonly HistoryEvent[], seenId = 0) {
  const client = { send: async () => ({ events }) } as unknown as SFNClient;
  const context = { clock: new VirtualClock(0), random: seededRandom(1), deadlineMs: 10_000 };
  return readNewEvents(client, context, { executionArn: 'arn', seenId });
}

describe('HistoryProgress', () => {
  it('reports each pass with its size and its failed attempts', async () => {
    const progress = new HistoryProgress();

    const told = (await readFrom((await history()).toReversed())).flatMap(
      (event) => progress.next(event) ?? [],
    );

    expect(
      told.map((each) => [
        each.kind,
        each.stateName,
        each.powerValue,
        'error' in each ? each.error : undefined,
      ]),
    ).toEqual([
      ['entered', 'Measure', 128, undefined],
      ['failed', 'Measure', 128, 'BusyError'],
      ['exited', 'Measure', 128, undefined],
      ['entered', 'Measure', 256, undefined],
      ['failed', 'Measure', 256, 'BusyError'],
      ['failed', 'Measure', 256, 'BusyError'],
      ['exited', 'Measure', 256, 'BusyError'],
      ['entered', 'After', undefined, undefined],
      ['exited', 'After', undefined, undefined],
    ]);
    expect(told[2]).toMatchObject({ durationMs: 1_000, output: { attempt: 2 } });
  });
});

describe('readNewEvents()', () => {
  it('returns new events, oldest first', async () => {
    const events = (await history()).toReversed();
    const count = events.length;

    expect((await readFrom(events, count - 2)).map(({ id }) => id)).toEqual([count - 1, count]);
  });

  it('returns everything once if the endpoint ignores the order', async () => {
    const events = await history();
    const inOrder = events.map(({ id }) => id);

    expect((await readFrom(events)).map(({ id }) => id)).toEqual(inOrder);
    expect(await readFrom(events, events.length)).toEqual([]);
  });
});
