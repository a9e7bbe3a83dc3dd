import { StateMachine } from 'aws-local-stepfunctions';
import type { StateMachineDefinition } from '../../../local/workflow/state-machine-definition.ts';
import { seededRandom } from '../seeded-random.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { StateError } from './state-error.ts';
import { StateMachineExecution } from './state-machine.ts';

/** A task's own work. */
type Handler = (input: Record<string, unknown>) => unknown;

/** A failed Lambda, as both interpreters take it. */
export class NamedError extends Error {
  constructor(name: string) {
    super(`{"errorType":"${name}","errorMessage":"it is ${name}"}`);
    this.name = name;
  }
}

/** Runs a definition in both interpreters, and returns both results in one form. */
export async function runInBoth(definition: object, input: unknown, makeHandler: () => Handler) {
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
