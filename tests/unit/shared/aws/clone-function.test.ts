import type { FunctionConfiguration, LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { cloneMaker } from '../../../../shared/aws/clone-function.ts';
import type { ClonePlan } from '../../../../shared/aws/clone-view.ts';
import { configurationDigest } from '../../../../shared/aws/function-description.ts';
import {
  CallRejectedError,
  RevisionConflictError,
  ThrottledError,
  TransientServiceError,
  UnsupportedFunctionError,
} from '../../../../shared/errors.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const CLONE_ARN = 'arn:aws:lambda:us-east-1:1:function:clone';
const RUNTIME = 'arn:aws:lambda:us-east-1::runtime:old';
const TARGET: FunctionConfiguration = {
  FunctionName: 'target',
  MemorySize: 1024,
  Timeout: 3,
  CodeSha256: 'sha',
  Role: 'arn:aws:iam::1:role/target',
  Runtime: 'nodejs24.x',
  PackageType: 'Zip',
  RuntimeVersionConfig: { RuntimeVersionArn: RUNTIME },
};
const PLAN: ClonePlan = {
  cloneName: 'clone',
  functionArn: CLONE_ARN,
  memoryMb: 256,
  architecture: 'x86_64',
  targetArchitecture: 'x86_64',
  logGroupName: '/logs',
  tags: { 'autotuner:execution': 'arn:execution' },
  target: { functionArn: 'arn:target' },
  codeSha256: 'sha',
  configurationDigest: configurationDigest(TARGET),
  runtimeVersionArn: RUNTIME,
  createDelayMs: 0,
  recordClone: async () => {
    calls.push('recordClone');
  },
};

/** What Lambda has under the clone's name, if anything. */
interface Held {
  configuration: FunctionConfiguration;
  tags: Record<string, string>;
  isPublished: boolean;
}

let target: FunctionConfiguration;
let held: Held | undefined;
let calls: string[];
/** Replaces the answer of CreateFunction; no clone is made then. */
let onCreate: ((input: Record<string, unknown>) => unknown) | undefined;

beforeEach(() => {
  target = TARGET;
  held = undefined;
  calls = [];
  onCreate = undefined;
});

const failure = (name: string, status: number, message = '') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

function cloneOf(input: Record<string, unknown>): Held {
  const tags = input.Tags as Record<string, string>;
  return {
    configuration: { ...target, FunctionName: 'clone' },
    tags: { ...tags, signing: String(input.CodeSigningConfigArn) },
    isPublished: true,
  };
}

/** A Lambda client with one target and at most one clone, which answers like AWS. */
const client = {
  send: async (command: { input: Record<string, unknown>; constructor: { name: string } }) => {
    const name = command.constructor.name.replace('Command', '');
    const { FunctionName, Qualifier } = command.input;
    calls.push(name);
    switch (name) {
      case 'GetFunction':
        if (FunctionName === 'arn:target') {
          return { Configuration: target, Code: { Location: 'https://code' }, Tags: {} };
        }
        if (held === undefined || (Qualifier !== undefined && !held.isPublished)) {
          throw failure('ResourceNotFoundException', 404);
        }
        return { Configuration: held.configuration, Tags: held.tags };
      case 'GetFunctionCodeSigningConfig':
        return { CodeSigningConfigArn: 'arn:signing' };
      case 'CreateFunction':
        if (onCreate !== undefined) return onCreate(command.input);
        held = cloneOf(command.input);
        return held.configuration;
      case 'PublishVersion':
        if (held !== undefined) held.isPublished = true;
        return {};
      case 'PutRuntimeManagementConfig':
        if (held !== undefined) {
          const RuntimeVersionConfig = {
            RuntimeVersionArn: String(command.input.RuntimeVersionArn),
          };
          held.configuration = { ...held.configuration, RuntimeVersionConfig };
        }
        return {};
      default:
        throw new Error(`Unexpected call: ${name}`);
    }
  },
} as unknown as LambdaClient;

function ensure(plan: ClonePlan = PLAN) {
  const clock = new VirtualClock(0);
  const zip = async () => new Response(new Uint8Array([1, 2, 3]));
  return clock.runUntil(
    cloneMaker({
      client: {} as S3Client,
      bucketName: 'bucket',
      region: 'us-east-1',
      directZipBytesMax: 50,
      fetch: zip as typeof fetch,
    })(client, { clock, random: () => 0.5, deadlineMs: 40_000 }, plan).catch(
      (error: unknown) => error,
    ),
  );
}

describe('ensureClone()', () => {
  it('makes a clone, with the code signing configuration of its target', async () => {
    expect(await ensure()).toEqual({ kind: 'ready', qualifier: '$LATEST' });
    expect(held?.tags.signing).toBe('arn:signing');
  });

  it.each<[string, () => Partial<Held>]>([
    ['no tag of this run', () => ({ tags: {} })],
    ['the tag of another run', () => ({ tags: { 'autotuner:execution': 'arn:other' } })],
    ['other code', () => ({ configuration: { ...TARGET, CodeSha256: 'evil' } })],
    ['another role', () => ({ configuration: { ...TARGET, Role: 'arn:aws:iam::1:role/admin' } })],
    ['another handler', () => ({ configuration: { ...TARGET, Handler: 'evil.handler' } })],
  ])('refuses a function with the clone’s name and %s', async (_what, change) => {
    held = { configuration: TARGET, tags: PLAN.tags, isPublished: true, ...change() };

    const error = await ensure();

    expect(error).toBeInstanceOf(UnsupportedFunctionError);
    expect(String(error)).toContain('Cannot use "clone" as a clone');
    expect(calls).toEqual(['GetFunction']);
  });

  it('records a clone once, right before it is made', async () => {
    await ensure();

    expect(calls.filter((name) => name === 'recordClone')).toHaveLength(1);
    expect(calls[calls.indexOf('recordClone') + 1]).toBe('CreateFunction');
  });

  it('makes no clone that cannot be recorded', async () => {
    const failing = async () => {
      throw new TransientServiceError('no answer');
    };

    expect(await ensure({ ...PLAN, recordClone: failing })).toBeInstanceOf(TransientServiceError);
    expect(calls).not.toContain('CreateFunction');
  });

  it('uses the clone that an earlier attempt of this run made', async () => {
    held = { configuration: TARGET, tags: PLAN.tags, isPublished: true };

    expect(await ensure()).toEqual({ kind: 'ready', qualifier: '$LATEST' });
    expect(calls).toEqual(['GetFunction']);
  });

  it('publishes a clone whose snapshot was throttled after the function was created', async () => {
    target = { ...TARGET, SnapStart: { ApplyOn: 'PublishedVersions' } };
    const plan = { ...PLAN, configurationDigest: configurationDigest(target) };
    onCreate = (input) => {
      const isAgain = held !== undefined;
      held ??= { ...cloneOf(input), isPublished: false };
      throw isAgain
        ? failure('ResourceConflictException', 409, 'Function already exist: clone')
        : failure('TooManyRequestsException', 429, 'Rate exceeded');
    };

    expect(await ensure(plan)).toEqual({ kind: 'ready', qualifier: '1' });
    expect(calls.filter((name) => name === 'CreateFunction')).toHaveLength(2);
    expect(calls.filter((name) => name === 'PublishVersion')).toHaveLength(1);
  });

  it('pins a clone to the runtime build of its target', async () => {
    onCreate = (input) => {
      const RuntimeVersionConfig = { RuntimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:new' };
      held = cloneOf(input);
      held.configuration = { ...held.configuration, RuntimeVersionConfig };
      return held.configuration;
    };

    expect(await ensure()).toEqual({ kind: 'ready', qualifier: '$LATEST' });
    expect(held?.configuration.RuntimeVersionConfig?.RuntimeVersionArn).toBe(RUNTIME);
  });

  describe('on the other architecture', () => {
    const moved = { ...PLAN, architecture: 'arm64' } as const;
    const madeWith = (architecture: 'x86_64' | 'arm64') => (input: Record<string, unknown>) => {
      const RuntimeVersionConfig = { RuntimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:arm' };
      held = cloneOf(input);
      held.configuration = {
        ...held.configuration,
        Architectures: [architecture],
        RuntimeVersionConfig,
      };
      return held.configuration;
    };

    beforeEach(() => {
      target = { ...TARGET, Architectures: ['x86_64'] };
    });

    const plan = {
      ...moved,
      configurationDigest: configurationDigest({ ...TARGET, Architectures: ['x86_64'] }),
    };

    it('makes a clone that differs only in that, on the newest build of its runtime', async () => {
      let wanted: unknown;
      onCreate = (input) => {
        wanted = input.Architectures;
        return madeWith('arm64')(input);
      };

      expect(await ensure(plan)).toEqual({ kind: 'ready', qualifier: '$LATEST' });
      expect(wanted).toEqual(['arm64']);
      expect(calls).not.toContain('PutRuntimeManagementConfig');
      // Read again, as by a repeated step.
      expect(await ensure(plan)).toEqual({ kind: 'ready', qualifier: '$LATEST' });
    });

    it('refuses a clone that runs on the wrong architecture', async () => {
      onCreate = madeWith('x86_64');
      await ensure(plan);
      expect(await ensure(plan)).toMatchObject({
        name: 'UnsupportedFunctionError',
        message: expect.stringContaining('its architecture is not'),
      });

      onCreate = madeWith('arm64');
      held = undefined;
      const own = { ...plan, architecture: 'x86_64' } as const;
      await ensure(own);
      expect(await ensure(own)).toMatchObject({
        message: expect.stringContaining('its configuration or role is not'),
      });
    });
  });

  it.each([
    [
      'InvalidParameterValueException',
      "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008",
    ],
    [
      'ValidationException',
      "1 validation error detected: Value '4096' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 3008",
    ],
  ])('recognises %s as a size that the account does not allow', async (name, message) => {
    onCreate = () => {
      throw failure(name, 400, message);
    };

    expect(await ensure()).toMatchObject({ kind: 'refused' });
  });

  it.each([
    [
      'InvalidParameterValueException',
      'Layer version arn:aws:lambda:us-east-1:1:layer:memory-size-tools:1 does not exist.',
    ],
    [
      'InvalidParameterValueException',
      'The runtime parameter of nodejs12.x is no longer supported for creating functions.',
    ],
  ])('does not mistake every refusal for one of the size (%s: %s)', async (name, message) => {
    onCreate = () => {
      throw failure(name, 400, message);
    };

    expect(await ensure()).toBeInstanceOf(CallRejectedError);
  });

  it('refuses a target that was changed meanwhile, and passes throttling on', async () => {
    expect(await ensure({ ...PLAN, codeSha256: 'other' })).toBeInstanceOf(RevisionConflictError);

    onCreate = () => {
      throw failure('TooManyRequestsException', 429);
    };
    expect(await ensure()).toBeInstanceOf(ThrottledError);
  });
});
