import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import validate from 'asl-validator';
import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import {
  allStates,
  functionKeyOf,
  readDefinition,
} from '../../local/deployment/state-machine-definition.ts';
import type { StateDefinition } from '../../local/workflow/engine/definition.ts';
import { NEEDED_PERMISSIONS } from '../../shared/core/task-permissions.ts';
import * as errors from '../../shared/errors.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const deployment = readLocalDeployment({ accountId: '123456789012', region: 'us-east-1' });
const states = allStates(readDefinition().States);
const fleetStates = allStates(readDefinition('fleet').States);

/**
 * Errors that Step Functions itself may report for a Lambda task, in addition to those of the task.
 */
const ENGINE_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Runtime.OutOfMemory',
  'Sandbox.Timedout',
  'States.Timeout',
  'States.ALL',
  'States.DataLimitExceeded',
  'States.Runtime',
];

interface Rule {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
}

const tasks = [...states].filter(([, state]) => functionKeyOf(state) !== undefined);

function rulesOf(state: StateDefinition, field: 'Retry' | 'Catch'): readonly Rule[] {
  return state[field] ?? [];
}

/** Returns every string of a definition. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

function expressionsOf(value: unknown): readonly string[] {
  return textsOf(value).filter((text) => text.startsWith('{%'));
}

/** Returns the names of the variables that states assign, those of their rules included. */
function assignedBy(all: Iterable<StateDefinition>): ReadonlySet<string> {
  return new Set(
    [...all]
      .flatMap((state) => [state, ...(state.Catch ?? []), ...(state.Choices ?? [])])
      .flatMap(({ Assign = {} }) => Object.keys(Assign)),
  );
}

function kebabCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

describe('the state machine', () => {
  it('is valid for an independent validator', () => {
    const { isValid, errorsText } = validate(deployment.definition);

    expect(errorsText()).toBe('');
    expect(isValid).toBe(true);
  });

  it('names no partition', () => {
    expect(textsOf(readDefinition()).filter((text) => text.startsWith('arn:aws:'))).toEqual([]);
  });

  it('reads only variables that are assigned somewhere', () => {
    const assigned = assignedBy(states.values());
    const read = expressionsOf(readDefinition()).flatMap((expression) =>
      [...expression.matchAll(/\$(\w+)(?![\w(])/g)].map(([, name = '']) => name),
    );
    const local = ['states', 'cause', 'isJson', 'said', 'message', 'known', 'byOrigin', 'isSorted'];

    expect(read.length).toBeGreaterThan(100);
    expect(new Set(read.filter((name) => !assigned.has(name) && !local.includes(name)))).toEqual(
      new Set(),
    );
  });

  it('assigns no variable inside the Map that is also assigned outside of it', () => {
    const inside = allStates(states.get('BenchmarkTiers')?.ItemProcessor?.States ?? {});
    const outside = [...states].filter(([name]) => !inside.has(name)).map(([, state]) => state);

    const outer = assignedBy(outside);
    expect([...assignedBy(inside.values())].filter((name) => outer.has(name))).toEqual([]);
    expect(outer.size).toBeGreaterThan(10);
  });

  it('has no state that both assigns variables and defines its output', () => {
    const both = [...states.values()]
      .flatMap((state) => [state, ...(state.Catch ?? []), ...(state.Choices ?? [])])
      .filter(({ Assign, Output }) => Assign !== undefined && Output !== undefined);

    expect(both).toEqual([]);
  });

  it('matches only errors that exist', () => {
    const known = new Set([...Object.keys(errors), ...ENGINE_ERRORS]);
    const named = [...states.values()].flatMap((state) =>
      [...rulesOf(state, 'Retry'), ...rulesOf(state, 'Catch')].flatMap(
        ({ ErrorEquals }) => ErrorEquals,
      ),
    );

    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });

  it.each(tasks)(
    '%s catches every failure, including those that States.ALL leaves out',
    (_name, state) => {
      const caught = rulesOf(state, 'Catch').map(({ ErrorEquals }) => ErrorEquals);

      expect(caught).toEqual([['States.DataLimitExceeded', 'States.Runtime'], ['States.ALL']]);
    },
  );

  it.each(tasks)('%s has a folder, a function, and at most 60 seconds', (name, state) => {
    const key = functionKeyOf(state) ?? '';
    const task = deployment.functions.find((one) => one.key === key);
    const timeoutSeconds = Number(state.TimeoutSeconds);

    expect(name.charAt(0).toLowerCase() + name.slice(1)).toMatch(new RegExp(`^${key}`));
    expect(existsSync(join(PROJECT, 'functions', kebabCase(key), `${kebabCase(key)}.ts`))).toBe(
      true,
    );
    expect(existsSync(task?.handlerPath ?? '')).toBe(true);
    expect(timeoutSeconds).toBeLessThanOrEqual(60);
    // A task times out before the state machine gives it up.
    expect(task?.timeoutSeconds).toBeLessThan(timeoutSeconds);
  });

  it('lets ApplyConfig retry on throttling only', () => {
    const rules = rulesOf(states.get('ApplyConfig') ?? { Type: 'Task' }, 'Retry');

    expect(rules.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual([
      'ThrottledError',
      'Lambda.TooManyRequestsException',
    ]);
  });

  it('retries a task that died once, unless it writes to the function or invokes it', () => {
    const repeating = tasks.filter(([, state]) =>
      rulesOf(state, 'Retry').some(({ ErrorEquals }) => ErrorEquals.includes('Runtime.ExitError')),
    );
    const attempts = tasks
      .flatMap(([, state]) => rulesOf(state, 'Retry'))
      .filter(({ ErrorEquals }) => ErrorEquals.includes('Runtime.ExitError'))
      .map(({ MaxAttempts }) => MaxAttempts);
    const names = (entries: typeof tasks) => entries.map(([name]) => name).toSorted();

    expect(names(repeating)).toEqual(
      names(tasks).filter(
        (name) => !['ApplyConfig', 'WatchProduction', 'MeasureTier'].includes(name),
      ),
    );
    expect(new Set(attempts)).toEqual(new Set([1]));
  });

  it('retries no permanent error', () => {
    const permanent = Object.values(errors)
      .filter((one) => typeof one === 'function')
      .filter((one) => one !== errors.TunerError && one.prototype instanceof errors.TunerError)
      .map((one) => new (one as new (message: string, code: string) => errors.TunerError)('', ''))
      .filter(({ category }) => category === 'permanent')
      .map(({ name }) => name);
    const retried = [...states.values()].flatMap((state) =>
      rulesOf(state, 'Retry').flatMap(({ ErrorEquals }) => ErrorEquals),
    );

    expect(permanent.length).toBeGreaterThan(5);
    expect(retried.filter((name) => permanent.includes(name))).toEqual([]);
  });
});

describe('every state machine', () => {
  /**
   * States that wait for more than a step of ours: for a run of the tuner, or for the tuned
   * function itself.
   */
  const WORK_OF_OTHERS = ['TuneFunction', 'InvokeSlowTier'];

  const machines = readdirSync(join(PROJECT, 'statemachine')).map((file) =>
    basename(file, '.asl.yaml'),
  );

  it.each(machines)('%s gives no step more than 60 s', (name) => {
    const all = [...allStates(readDefinition(name as 'autotuner' | 'fleet').States)];
    const steps = all.filter(
      ([state, { Type }]) => Type === 'Task' && !WORK_OF_OTHERS.includes(state),
    );

    expect(steps.length).toBeGreaterThanOrEqual(4);
    for (const [state, { TimeoutSeconds }] of steps) {
      expect([state, Number(TimeoutSeconds) <= 60]).toEqual([state, true]);
    }
  });
});

describe('the state machine of a fleet', () => {
  const fleetTasks = [...fleetStates].filter(([, state]) => functionKeyOf(state) !== undefined);

  it('is valid for an independent validator', () => {
    expect(validate(deployment.fleet.definition).errorsText()).toBe('');
  });

  it('names its tasks like their functions, and gives each more time than its own timeout', () => {
    expect(fleetTasks.map(([name]) => name)).toEqual([
      'PlanFleet',
      'ClaimBudget',
      'SettleBudget',
      'ReportFleet',
    ]);
    for (const [name, state] of fleetTasks) {
      const key = functionKeyOf(state);
      const task = deployment.functions.find((one) => one.key === key);

      expect(`${name.charAt(0).toLowerCase()}${name.slice(1)}`).toBe(key);
      expect(task?.timeoutSeconds).toBeLessThan(Number(state.TimeoutSeconds));
    }
  });

  it('catches every failure of every task, and of the Map', () => {
    const caught = [...fleetStates.values()]
      .filter(({ Type }) => Type === 'Task' || Type === 'Map')
      .map((state) => rulesOf(state, 'Catch').map(({ ErrorEquals }) => ErrorEquals));

    expect(new Set(caught.map((rules) => JSON.stringify(rules)))).toEqual(
      new Set([JSON.stringify([['States.DataLimitExceeded', 'States.Runtime'], ['States.ALL']])]),
    );
    expect(fleetStates.get('TuneFunctions')?.ToleratedFailurePercentage).toBe(100);
  });

  it('reads only variables of its own inside its Map, and assigns no name twice', () => {
    const inside = allStates(fleetStates.get('TuneFunctions')?.ItemProcessor?.States ?? {});
    const outside = [...fleetStates].filter(([name]) => !inside.has(name));
    const assigned = assignedBy(inside.values());
    const read = [...inside.values()]
      .flatMap(expressionsOf)
      .flatMap((expression) =>
        [...expression.matchAll(/\$(\w+)(?![\w(])/g)].map(([, name = '']) => name),
      );

    expect(read.filter((name) => name !== 'states' && !assigned.has(name))).toEqual([]);
    const outer = assignedBy(outside.map(([, state]) => state));
    expect([...assigned].filter((name) => outer.has(name))).toEqual([]);
  });
});

describe('serverless.yml', () => {
  it('deploys only functions that a state machine or a rule uses', () => {
    const used = new Set([
      ...[...states.values(), ...fleetStates.values()].map(functionKeyOf),
      ...['sweep', 'dispatch', 'releaseHook'],
    ]);

    expect(deployment.functions.map(({ key }) => key).filter((key) => !used.has(key))).toEqual([]);
  });

  it.each(NEEDED_PERMISSIONS.map((needed) => [needed.task, needed.action] as const))(
    'allows %s the action %s that the pre-flight asks for',
    (task, action) => {
      const statements = deployment.functions.find(({ key }) => key === task)?.statements ?? [];
      const allowed = statements.flatMap(({ Action }) => Action);

      expect(allowed).toContain(action);
    },
  );

  it('allows destructive and creating actions on clones only', () => {
    const dangerous = ['lambda:DeleteFunction', 'lambda:CreateFunction', 'lambda:InvokeFunction'];
    const resources = deployment.functions
      .flatMap(({ statements }) => statements)
      .filter(({ Action }) => [Action].flat().some((action) => dangerous.includes(action)))
      .flatMap(({ Resource }) => Resource);

    expect(resources.length).toBeGreaterThan(0);
    for (const resource of resources) {
      expect(resource).toContain(`:function:${deployment.clonePrefix}`);
    }
  });
});
