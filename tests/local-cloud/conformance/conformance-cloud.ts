import { CreateAliasCommand, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { type RunningLocalCloud, startLocalCloud } from '../../../local/cloud/start-local-cloud.ts';
import { type CloudClients, createCloudClients, failureOf } from '../cloud-clients.ts';
import { deploy, waitUntilSettled } from '../deployed-function.ts';
import { createScriptedHost } from '../scripted-host.ts';

/** A cloud with the functions and the bucket that the tables use. */
export interface ConformanceCloud {
  readonly running: RunningLocalCloud;
  readonly clients: CloudClients;
  stop(): Promise<void>;
}

/** Returns the ARN of a function in the tables' account. */
export function arnOf(name: string): string {
  return `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
}

/** The image of functions of that package type. */
export const IMAGE_URI = '123456789012.dkr.ecr.us-east-1.amazonaws.com/app@sha256:0';

/**
 * Starts the cloud with `fn`, which has two versions and an alias `live` on the first, `image`, and
 * a bucket.
 */
export async function startConformanceCloud(): Promise<ConformanceCloud> {
  const running = await startLocalCloud({ pendingMs: 0, executionHost: createScriptedHost() });
  const clients = createCloudClients(running.endpoint);
  const { lambda, s3 } = clients;
  await deploy(lambda, 'fn', 'export const handler = async () => 1;');
  for (const Description of ['one', 'two']) {
    await lambda.send(new PublishVersionCommand({ FunctionName: 'fn', Description }));
  }
  await lambda.send(
    new CreateAliasCommand({ FunctionName: 'fn', Name: 'live', FunctionVersion: '1' }),
  );
  await deploy(lambda, 'image', '', {
    PackageType: 'Image',
    Code: { ImageUri: IMAGE_URI },
    Runtime: undefined,
    Handler: undefined,
  });
  await waitUntilSettled(lambda, 'fn');
  await s3.send(new CreateBucketCommand({ Bucket: 'store' }));
  return {
    running,
    clients,
    stop: async () => {
      clients.destroy();
      await running.stop();
    },
  };
}

/**
 * A recorded answer of AWS, typed in by hand: description, command, status, error name, and the
 * message or its beginning.
 */
export type ErrorRow = readonly [string, object, number, string, string | RegExp];

export const INVALID = 'InvalidParameterValueException';
export const VALIDATION = 'ValidationException';
export const NOT_FOUND = 'ResourceNotFoundException';
export const CONFLICT = 'ResourceConflictException';
export const ONE_ERROR = '1 validation error detected: ';

/** Checks that each command fails as its row says. */
export function checkErrors(cloud: () => ConformanceCloud, rows: readonly ErrorRow[]): void {
  it.each(rows)('%s', async (_what, command, status, name, message) => {
    const failure = await failureOf(cloud().clients.lambda.send(command as never));

    const expected = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(failure).toEqual({ name, status, message: expected });
  });
}

/** Returns a pattern for the beginning of a message. */
export function beginning(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}
