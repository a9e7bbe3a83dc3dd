import { beforeEach, describe, expect, it } from '@jest/globals';
import { validatePermissions } from '../../../../functions/validate-permissions/validate-permissions.ts';
import type {
  RoleQuestions,
  SimulationResult,
} from '../../../../shared/aws/permission-simulation.ts';
import { NEEDED_PERMISSIONS } from '../../../../shared/core/task-permissions.ts';
import {
  InvalidRequestError,
  InvariantError,
  PermissionDeniedError,
  TransientServiceError,
} from '../../../../shared/errors.ts';
import { Cache } from '../../../../shared/resilience/cache/cache.ts';
import { memoryTier } from '../../../../shared/resilience/cache/memory-tier.ts';
import { FUNCTION_ARN } from '../../../support/fake-lambda.ts';
import { memoryStore } from '../../../support/memory-store.ts';
import { RUN } from '../../../support/run-facts.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const ROLE_ARNS = Object.fromEntries(NEEDED_PERMISSIONS.map(({ task }) => [task, `role/${task}`]));
const EXECUTION = { id: RUN.executionArn, startTime: '2027-01-15T00:00:00Z' };

let clock: VirtualClock;
let store: ReturnType<typeof memoryStore>;
let cache: Cache;
let asked: RoleQuestions[];
let counted: string[];
/** Objects in S3, by address. */
let objects: Record<string, string>;
let roleArns: Readonly<Record<string, string>>;
/** IAM's answer for a role. */
let answer: (asked: RoleQuestions) => SimulationResult;

beforeEach(() => {
  clock = new VirtualClock(1_000_000);
  store = memoryStore();
  cache = new Cache({ clock, tiers: [memoryTier(clock)], onSkipped: () => undefined });
  asked = [];
  counted = [];
  objects = {};
  roleArns = ROLE_ARNS;
  answer = answering('allowed');
});

function answering(value: 'allowed' | 'denied' | 'unknown', role = '') {
  return ({ roleArn, questions }: RoleQuestions): SimulationResult => ({
    kind: 'answered',
    answers: questions.map(() => (roleArn.endsWith(role) ? value : 'allowed')),
  });
}

function validate(written: Readonly<Record<string, unknown>> = {}, modelId = 'none') {
  return validatePermissions(
    {
      clock,
      store,
      storeWithin: () => store,
      cache,
      count: (metricName) => counted.push(metricName),
      roleArns,
      clonePrefix: 'clone-',
      tunerFunctions: ['lambda-autotuner-dev-sweep'],
      caps: { usdMax: 10, invocationsMax: 10_000 },
      allowedRegions: ['*'],
      modelId,
      readEventObject: async (address) => objects[address] ?? '',
      simulatePermissions: async (questions) => {
        asked.push(questions);
        return answer(questions);
      },
    },
    { input: { functionName: 'target', ...written }, execution: EXECUTION },
  );
}

const rolesAsked = () => asked.map(({ roleArn }) => roleArn.replace('role/', '')).toSorted();

describe('validatePermissions()', () => {
  it('begins the run of a valid and permitted request', async () => {
    const state = await validate();

    expect(state).toMatchObject({
      request: { functionName: FUNCTION_ARN, strategy: 'value' },
      run: { executionArn: RUN.executionArn, startedAtMs: Date.UTC(2027, 0, 15) },
      payload: { kind: 'inline', value: ['{}'] },
      preflight: { kind: 'allowed' },
    });
    expect(counted).toEqual(['PreflightAllowed']);
  });

  it('stores a payload that is too large for the state', async () => {
    const payload = { text: 'x'.repeat(10_000) };

    const state = await validate({ payload });

    expect(state.payload).toEqual({ kind: 'stored', key: `payloads/${state.run.runId}.json` });
    expect(store.texts.get(`payloads/${state.run.runId}.json`)).toBe(
      JSON.stringify([JSON.stringify(payload)]),
    );
  });

  it('sends an event from S3', async () => {
    objects = { 's3://events/typical.json': '{"id": 1}' };

    expect(await validate({ payloadS3: 's3://events/typical.json' })).toMatchObject({
      payload: { kind: 'inline', value: ['{"id": 1}'] },
    });
  });

  it('identifies events by their digest, wherever they come from', async () => {
    objects = { 's3://events/typical.json': '{"id":1}' };
    const digestOf = async (input: Readonly<Record<string, unknown>>) =>
      (await validate(input)).request.payloadDigest;

    const digest = await digestOf({ payload: { id: 1 } });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await digestOf({ payloadS3: 's3://events/typical.json' })).toBe(digest);
    expect(await digestOf({ payload: { id: 2 } })).not.toBe(digest);
    expect(await digestOf({ payloads: [{ payload: { id: 1 }, weight: 5 }] })).toBe(digest);
  });

  it.each([
    ['region', 'arn:aws:lambda:eu-west-3:123456789012:function:target:12'],
    ['account', 'arn:aws:lambda:us-east-1:210987654321:function:target:12'],
  ])(
    'does not compare with a function of the same name in another %s',
    async (_what, compareWith) => {
      await expect(validate({ compareWith })).rejects.toThrow(
        `"compareWith" must name a release of the same function: current values are "${compareWith}" and "${FUNCTION_ARN}"`,
      );
      expect(asked).toEqual([]);
      expect(await validate({ compareWith: `${FUNCTION_ARN}:12` })).toMatchObject({
        request: { compareWith: '12' },
      });
    },
  );

  it.each([
    [
      'text that is not JSON',
      { payloadS3: 's3://events/text.txt' },
      /must be an object that holds JSON/,
    ],
    ['another event beside it', { payloadS3: 's3://a/b.json', payload: 1 }, /beside "payload"/],
    [
      'an invalid address',
      { payloadS3: 'events/typical.json' },
      /must be the address of an object/,
    ],
  ])('refuses an event in S3 with %s', async (_what, written, message) => {
    objects = { 's3://events/text.txt': 'hello' };

    await expect(validate(written)).rejects.toThrow(message);
  });

  it('asks whether the processors may be invoked, in the region of the function', async () => {
    const functionName = 'arn:aws:lambda:eu-west-1:123456789012:function:target';

    const state = await validate({
      functionName,
      preProcessor: 'prepare',
      postProcessor: 'tidy:1',
    });

    const home = 'arn:aws:lambda:eu-west-1:123456789012:function';
    expect(state.request).toMatchObject({
      preProcessor: `${home}:prepare`,
      postProcessor: `${home}:tidy:1`,
    });
    const { questions = [] } = asked.find(({ roleArn }) => roleArn === 'role/measureTier') ?? {};
    expect(questions.map(({ resourceArn }) => resourceArn)).toEqual([
      `${home}:clone-preflight`,
      `${home}:prepare`,
      `${home}:tidy:1`,
    ]);
  });

  it.each([
    ['of the tuner', 'lambda-autotuner-dev-sweep', /"preProcessor" must not be a function of the/],
    [
      'of another account',
      '210987654321:function:f',
      /"preProcessor" must be a function of account/,
    ],
  ])('refuses a processor %s', async (_what, preProcessor, message) => {
    await expect(validate({ preProcessor })).rejects.toThrow(message);
  });

  it.each([
    [{}, ['cleanUp', 'measureTier', 'prepareTier', 'resolveFunction']],
    [
      { apply: true },
      ['applyConfig', 'cleanUp', 'measureTier', 'prepareTier', 'resolveFunction', 'verifyConfig'],
    ],
    [
      { apply: true, applyTo: 'live', watchMinutes: 10 },
      [
        'applyConfig',
        'cleanUp',
        'measureTier',
        'moveAlias',
        'prepareTier',
        'resolveFunction',
        'verifyConfig',
        'watchProduction',
      ],
    ],
  ])('asks for the roles that the run needs: %j', async (written, roles) => {
    await validate(written);

    expect(rolesAsked()).toEqual(roles);
  });

  it('asks about the function and about clones', async () => {
    await validate();

    expect(
      asked.flatMap(({ questions }) => questions.map(({ resourceArn }) => resourceArn)),
    ).toEqual(
      expect.arrayContaining([FUNCTION_ARN, FUNCTION_ARN.replace('target', 'clone-preflight')]),
    );
  });

  it('measures the version of the alias that a change is for', async () => {
    const { request } = await validate({ apply: true, applyTo: 'live' });

    expect(request.functionName).toBe(`${FUNCTION_ARN}:live`);
  });

  it('ends a run that lacks permissions, and lists every one', async () => {
    answer = answering('denied', 'prepareTier');

    const ended = validate();

    await expect(ended).rejects.toThrow(PermissionDeniedError);
    await expect(ended).rejects.toThrow('lambda:CreateFunction');
    await expect(ended).rejects.toThrow('lambda:TagResource');
    expect(counted).toEqual(['PreflightDenied']);
  });

  it.each<[string, () => SimulationResult, RegExp]>([
    [
      'IAM cannot tell',
      () => ({ kind: 'answered', answers: Array(5).fill('unknown') }),
      /IAM cannot tell whether/,
    ],
    [
      'IAM may not be asked',
      () => ({ kind: 'notPermitted', message: 'not allowed' }),
      /^not allowed$/,
    ],
    [
      'IAM does not answer',
      () => {
        throw new TransientServiceError('no answer');
      },
      /^no answer$/,
    ],
  ])('continues unchecked if %s', async (_what, outcome, reason) => {
    answer = outcome;

    expect(await validate()).toMatchObject({
      preflight: { kind: 'skipped', reason: expect.stringMatching(reason) },
    });
    expect(counted).toEqual(['PreflightSkipped']);
  });

  it('caches a positive answer for a minute, except for a fresh run', async () => {
    await validate();
    const askedFirst = asked.length;
    await validate();
    expect(asked).toHaveLength(askedFirst);

    await validate({ fresh: true });
    expect(asked).toHaveLength(2 * askedFirst);
    await clock.runUntil(clock.sleepMs(60_000));
    await validate();
    expect(asked).toHaveLength(3 * askedFirst);
  });

  it('does not cache a denial', async () => {
    answer = answering('denied', 'cleanUp');
    await expect(validate()).rejects.toThrow(PermissionDeniedError);
    answer = answering('allowed');

    expect(await validate()).toMatchObject({ preflight: { kind: 'allowed' } });
  });

  it.each([
    ['an invalid request', { strategy: 'free' }, '"strategy" must be one of'],
    ['a goal without a model', { goal: 'fast' }, '"goal" needs a model'],
    [
      'a function of another account',
      { functionName: FUNCTION_ARN.replace('123456789012', '999999999999') },
      'current account is 999999999999',
    ],
  ])('refuses %s before it asks IAM', async (_what, written, message) => {
    const ended = validate(written);

    await expect(ended).rejects.toThrow(InvalidRequestError);
    await expect(ended).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  it('accepts a goal if there is a model', async () => {
    expect((await validate({ goal: 'fast' }, 'us.model')).request.goal).toEqual({ text: 'fast' });
  });

  it('cannot begin if the role of a task is unknown', async () => {
    const { cleanUp: _none, ...others } = ROLE_ARNS;
    roleArns = others;

    await expect(validate()).rejects.toThrow(InvariantError);
    expect(asked).toEqual([]);
  });
});
