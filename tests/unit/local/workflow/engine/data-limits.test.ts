import { describe, expect, it } from '@jest/globals';
import type { StateMachineDefinition } from '../../../../../local/workflow/engine/definition.ts';
import {
  chainOf,
  FUNCTION_ARN,
  failedLambda,
  runMachine,
  runState,
} from '../../../../support/machine-run.ts';

const TOO_LARGE = { status: 'FAILED', error: 'States.DataLimitExceeded' };

/** Returns a text whose JSON has this many bytes, including the two quotes. */
const textOf = (bytes: number) => 'x'.repeat(bytes - 2);

describe('a state of 262,144 bytes', () => {
  it('is accepted, and one of 262,145 is refused, as input', async () => {
    const pass = { Type: 'Pass' } as const;

    expect((await runState(pass, { input: textOf(262_144) })).result.status).toBe('SUCCEEDED');
    expect((await runState(pass, { input: textOf(262_145) })).result).toMatchObject(TOO_LARGE);
  });

  it('is accepted, and one of 262,145 is refused, as the result of a task', async () => {
    const task = { Type: 'Task', Resource: FUNCTION_ARN } as const;
    const returning = (bytes: number) => runState(task, { runTask: () => textOf(bytes) });

    expect((await returning(262_144)).result.status).toBe('SUCCEEDED');
    expect((await returning(262_145)).result).toMatchObject(TOO_LARGE);
  });

  it('is accepted, and one of 262,145 is refused, as arguments', async () => {
    // Twice 131,068 bytes of input, and 8 bytes around them with a name of one letter.
    const given = (name: string) =>
      runState(
        {
          Type: 'Task',
          Resource: FUNCTION_ARN,
          Arguments: { [name]: '{% $states.input & $states.input %}' },
        },
        { input: 'x'.repeat(131_068) },
      );

    expect((await given('a')).result.status).toBe('SUCCEEDED');
    expect((await given('ab')).result).toMatchObject(TOO_LARGE);
  });

  it('counts bytes of UTF-8, not characters', async () => {
    const input = 'ë'.repeat(131_072);

    expect((await runState({ Type: 'Pass' }, { input })).result).toMatchObject(TOO_LARGE);
  });
});

describe('variables', () => {
  it('may have 256 KiB for all of one Assign', async () => {
    const half = textOf(130_000);
    const assign = (second: string) =>
      runState({ Type: 'Pass', Assign: { a: '{% $states.input %}', b: second } }, { input: half });

    expect((await assign('short')).result.status).toBe('SUCCEEDED');
    expect((await assign('{% $states.input & $states.input %}')).result).toMatchObject(TOO_LARGE);
  });

  it('may have 10 MiB together', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 42 }, (_, index) => [
        `S${index}`,
        {
          Type: 'Pass',
          Assign: { [`v${index}`]: '{% $states.input %}' },
          ...(index < 41 ? { Next: `S${index + 1}` } : { End: true }),
        },
      ]),
    ) as StateMachineDefinition['States'];
    const run = (input: string) => runMachine({ StartAt: 'S0', States: states }, { input });

    // 42 of 249,000 bytes are less than 10,485,760, and 42 of 250,000 are more.
    expect((await run(textOf(249_000))).result.status).toBe('SUCCEEDED');
    expect((await run(textOf(250_000))).result).toMatchObject(TOO_LARGE);
  });

  it('of a Map are separate, and it reads those outside', async () => {
    const { result } = await runMachine({
      StartAt: 'Outside',
      States: {
        Outside: { Type: 'Pass', Assign: { outer: 1, items: [1, 2] }, Next: 'Map' },
        Map: {
          Type: 'Map',
          Items: '{% $items %}',
          ItemProcessor: {
            StartAt: 'Inside',
            States: {
              Inside: { Type: 'Pass', Assign: { inner: '{% $states.input %}' }, Next: 'Add' },
              Add: { Type: 'Pass', Output: '{% $outer + $inner %}', End: true },
            },
          },
          Next: 'After',
        },
        After: {
          Type: 'Pass',
          Output: { sums: '{% $states.input %}', isKnown: '{% $exists($inner) %}' },
          End: true,
        },
      },
    });

    expect(result).toEqual({ status: 'SUCCEEDED', output: { sums: [2, 3], isKnown: false } });
  });

  it('have their previous values in the Output of the state that assigns them', async () => {
    const { result } = await runMachine({
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Assign: { a: 1 }, Next: 'Second' },
        Second: { Type: 'Pass', Assign: { a: 2 }, Output: '{% $a %}', End: true },
      },
    });

    expect(result).toEqual({ status: 'SUCCEEDED', output: 1 });
  });
});

describe('an execution', () => {
  it('ends at 25,000 events, and no Catch applies', async () => {
    const { events, result } = await runMachine({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: '{% [1] %}',
          ItemProcessor: {
            StartAt: 'Loop',
            States: {
              Loop: { Type: 'Choice', Choices: [], Default: 'Again' },
              Again: { Type: 'Pass', Next: 'Loop' },
            },
          },
          Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    });

    expect(chainOf(events.slice(-1))).toEqual(['25000 24999 ExecutionFailed']);
    expect(result).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('is timed out as a whole, and no Catch applies', async () => {
    const { events, result, durationMs } = await runMachine(
      {
        StartAt: 'Work',
        TimeoutSeconds: 10,
        States: {
          Work: {
            Type: 'Task',
            Resource: FUNCTION_ARN,
            TimeoutSeconds: 60,
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
            End: true,
          },
          Caught: { Type: 'Succeed' },
        },
      },
      { runTask: (_work, clock) => clock.sleepMs(20_000) },
    );

    expect(result).toEqual({ status: 'TIMED_OUT' });
    expect(chainOf(events.slice(-1))).toEqual(['5 0 ExecutionTimedOut']);
    expect(durationMs).toBe(10_000);
  });

  it('starts nothing after it was stopped in the middle of a task', async () => {
    let taskCount = 0;
    const { events } = await runState(
      {
        Type: 'Task',
        Resource: FUNCTION_ARN,
        Retry: [{ ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
      },
      {
        runTask: async (_work, clock) => {
          taskCount += 1;
          await clock.sleepMs(1_000);
          throw failedLambda('LateError');
        },
        onEvent: ({ type }, stop) => void (type === 'LambdaFunctionStarted' && stop()),
      },
    );

    expect(chainOf(events.slice(-1))).toEqual(['5 0 ExecutionAborted']);
    expect(taskCount).toBe(1);
  });
});

describe('an execution that is stopped', () => {
  it.each([
    ['waits', { Type: 'Wait', Seconds: 60 }, 'WaitStateEntered'],
    [
      'runs a task',
      { Type: 'Task', Resource: FUNCTION_ARN, TimeoutSeconds: 60 },
      'TaskStateEntered',
    ],
  ] as const)('leaves no timer behind while it %s', async (_name, state, stopAt) => {
    const { result, idleAtMs } = await runMachine(
      { StartAt: 'Work', TimeoutSeconds: 600, States: { Work: { ...state, End: true } } },
      {
        runTask: () => new Promise(() => undefined),
        onEvent: ({ type }, stop) => {
          if (type === stopAt) setImmediate(stop);
        },
      },
    );

    expect(result).toMatchObject({ status: 'ABORTED' });
    expect(idleAtMs).toBeLessThan(60_000);
  });
});

describe('a Map', () => {
  const busiest = async (MaxConcurrency: number) => {
    let running = 0;
    let most = 0;
    await runState(
      {
        Type: 'Map',
        Items: '{% [1..50] %}',
        MaxConcurrency,
        ItemProcessor: {
          StartAt: 'Inner',
          States: { Inner: { Type: 'Task', Resource: FUNCTION_ARN, End: true } },
        },
      },
      {
        runTask: async (_work, clock) => {
          running += 1;
          most = Math.max(most, running);
          await clock.sleepMs(1_000);
          running -= 1;
          return null;
        },
      },
    );
    return most;
  };

  it('runs as many iterations at a time as allowed, and never more than 40', async () => {
    expect([await busiest(3), await busiest(0), await busiest(100)]).toEqual([3, 40, 40]);
  });

  it('begins no further state once one of its iterations has failed', async () => {
    const { events } = await runState(
      {
        Type: 'Map',
        Items: '{% [1000, 2000] %}',
        ItemProcessor: {
          StartAt: 'First',
          States: {
            First: { Type: 'Task', Resource: FUNCTION_ARN, Next: 'Second' },
            Second: { Type: 'Pass', End: true },
          },
        },
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 60, MaxAttempts: 1 }],
      },
      {
        runTask: async ({ input }, clock) => {
          await clock.sleepMs(Number(input));
          if (input === 1000) throw failedLambda('SomeError');
          return null;
        },
        onEvent: ({ type, timestamp }, stop) => {
          if (type === 'MapStateStarted' && Number(timestamp) > 0) stop();
        },
      },
    );

    const entered = events.map(({ stateEnteredEventDetails: details }) => details?.name);
    expect(entered).toContain('First');
    expect(entered).not.toContain('Second');
  });
});

describe('Retry', () => {
  const pauses = async (rule: object, random = () => 0.5) => {
    const startedAtMs: number[] = [];
    await runState(
      { Type: 'Task', Resource: FUNCTION_ARN, Retry: [{ ErrorEquals: ['BusyError'], ...rule }] },
      {
        random,
        runTask: (_work, clock) => {
          startedAtMs.push(clock.nowMs());
          throw failedLambda('BusyError');
        },
      },
    );
    return startedAtMs.slice(1).map((atMs, index) => atMs - (startedAtMs[index] ?? 0));
  };

  it('pauses one second, then twice as long each time, three times', async () => {
    expect(await pauses({})).toEqual([1_000, 2_000, 4_000]);
  });

  it('pauses no longer than MaxDelaySeconds', async () => {
    const rule = { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 };

    expect(await pauses(rule)).toEqual([2_000, 6_000, 10_000, 10_000]);
  });

  it('pauses a random part of that with full jitter', async () => {
    expect(await pauses({ JitterStrategy: 'FULL', MaxAttempts: 2 }, () => 0.25)).toEqual([
      250, 500,
    ]);
  });

  it('does not happen with MaxAttempts 0', async () => {
    expect(await pauses({ MaxAttempts: 0 })).toEqual([]);
  });
});

describe('Catch', () => {
  const caught = async (ErrorEquals: readonly string[], bytes: number) => {
    const { result } = await runMachine(
      {
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: FUNCTION_ARN,
            Catch: [{ ErrorEquals, Next: 'Caught' }],
            End: true,
          },
          Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
        },
      },
      {
        runTask: () => {
          if (bytes === 0) throw failedLambda('SomeError');
          return textOf(bytes);
        },
      },
    );
    return result.status === 'SUCCEEDED' ? result.output : result.status;
  };

  it('of States.ALL does not match an exceeded data limit', async () => {
    expect(await caught(['States.ALL'], 0)).toBe('SomeError');
    expect(await caught(['States.ALL'], 262_145)).toBe('FAILED');
    expect(await caught(['States.DataLimitExceeded'], 262_145)).toBe('States.DataLimitExceeded');
  });

  it('treats a failed expression like any other error', async () => {
    const { result } = await runMachine({
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource: FUNCTION_ARN,
          Assign: { a: '{% $states.result.absent %}' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
      },
    });

    expect(result).toEqual({ status: 'SUCCEEDED', output: 'States.QueryEvaluationError' });
  });
});
