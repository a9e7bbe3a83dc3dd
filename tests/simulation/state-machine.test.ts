import { describe, expect, it } from '@jest/globals';
import { StateMachine } from 'aws-local-stepfunctions';
import type { StateMachineDefinition } from '../../local/workflow/state-machine-definition.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { StateError } from '../support/state-machine/state-error.ts';
import { StateMachineExecution } from '../support/state-machine/state-machine.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

type Handler = (input: Record<string, unknown>) => unknown;

class NamedError extends Error {
  constructor(name: string) {
    super(`{"errorType":"${name}","errorMessage":"it is ${name}"}`);
    this.name = name;
  }
}

/** Runs a definition in both interpreters, and returns both results in one form. */
async function runInBoth(definition: object, input: unknown, makeHandler: () => Handler) {
  return [
    await runOurs(definition as StateMachineDefinition, input, makeHandler()),
    await runTheirs(definition, input, makeHandler()),
  ];
}

async function runOurs(definition: StateMachineDefinition, input: unknown, handler: Handler) {
  const clock = new VirtualClock(0);
  const execution = new StateMachineExecution(definition, {
    clock,
    random: seededRandom(1),
    runTask: async (_state, parameters) => {
      try {
        return handler(parameters as Record<string, unknown>);
      } catch (error) {
        const { name, message } = error as Error;
        throw new StateError(name, message);
      }
    },
  });
  return await clock.runUntil(execution.run(input, { Execution: { Id: 'x' } }));
}

async function runTheirs(definition: object, input: unknown, handler: Handler) {
  const machine = new StateMachine(definition as never, { validationOptions: { checkArn: false } });
  const { result } = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: { Work: handler as never, Inner: handler as never },
      retryIntervalOverrides: { Work: [0, 0, 0] },
    },
    context: { Execution: { Id: 'x' } } as never,
  });
  try {
    return { status: 'SUCCEEDED', output: await result };
  } catch (error) {
    const cause = (error as Error).cause as Error;
    return { status: 'FAILED', error: cause.name, cause: cause.message };
  }
}

const WORK = { Type: 'Task', Resource: 'arn:aws:lambda:x', TimeoutSeconds: 10 };

describe('StateMachineExecution agrees with aws-local-stepfunctions', () => {
  it('on parameters, result paths, intrinsics, choices and passes', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          ...WORK,
          Parameters: { 'id.$': '$$.Execution.Id', 'a.$': '$.deep.a', fixed: [1] },
          ResultSelector: { 'got.$': '$.echo' },
          ResultPath: '$.deep.result',
          Next: 'Choose',
        },
        Choose: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.deep.a', StringMatches: 'no*', Next: 'Lost' },
            { Variable: '$.flag', BooleanEquals: true, Next: 'Say' },
          ],
          Default: 'Lost',
        },
        Lost: { Type: 'Fail', Error: 'LostError', Cause: 'lost' },
        Say: {
          Type: 'Pass',
          Parameters: {
            'text.$': "States.Format('{}:{}', $.deep.a, $$.Execution.Id)",
            'json.$': 'States.StringToJson($.text)',
            'all.$': '$.deep',
          },
          ResultPath: '$.said',
          Next: 'End',
        },
        End: { Type: 'Succeed' },
      },
    };

    const [ours, theirs] = await runInBoth(
      definition,
      { deep: { a: 'yes' }, flag: true, text: '{"n":1}' },
      () => (input) => ({ echo: input }),
    );

    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ status: 'SUCCEEDED', output: { said: { json: { n: 1 } } } });
  });

  it('on retries and catches', async () => {
    const definition = {
      StartAt: 'Work',
      States: {
        Work: {
          ...WORK,
          Retry: [
            { ErrorEquals: ['SlowError'], IntervalSeconds: 1, MaxAttempts: 2 },
            { ErrorEquals: ['BusyError'], IntervalSeconds: 1, MaxAttempts: 1 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Fallen' }],
          End: true,
        },
        Fallen: { Type: 'Fail', ErrorPath: '$.failure.Error', CausePath: '$.failure.Cause' },
      },
    };
    const failing = (names: readonly string[]) => () => {
      const left = [...names];
      return () => {
        const name = left.shift();
        if (name !== undefined) throw new NamedError(name);
        return 'done';
      };
    };

    for (const names of [
      ['SlowError', 'SlowError'],
      ['SlowError', 'BusyError', 'SlowError'],
      ['SlowError', 'SlowError', 'SlowError'],
      ['BusyError', 'BusyError'],
      ['OtherError'],
    ]) {
      const [ours, theirs] = await runInBoth(definition, {}, failing(names));
      expect(ours).toEqual(theirs);
    }
  });

  it('on Maps', async () => {
    const definition = {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemsPath: '$.items',
          ItemSelector: { 'item.$': '$$.Map.Item.Value', 'shared.$': '$.shared' },
          ItemProcessor: {
            ProcessorConfig: { Mode: 'INLINE' },
            StartAt: 'Inner',
            States: { Inner: { ...WORK, ResultPath: '$.out', End: true } },
          },
          ResultPath: '$.results',
          End: true,
        },
      },
    };

    const [ours, theirs] = await runInBoth(
      definition,
      { items: [1, 2, 3], shared: 's' },
      () => (input) => Number(input.item) * 2,
    );

    expect(ours).toEqual(theirs);
    expect(ours).toMatchObject({ output: { results: [{ out: 2 }, { out: 4 }, { out: 6 }] } });
  });
});
