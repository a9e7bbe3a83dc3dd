import { GetObjectCommand } from '@aws-sdk/client-s3';
import { parseObjectAddress } from '../core/object-address.ts';
import { InvalidRequestError, InvariantError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type AwsAccess, s3Client } from './clients.ts';
import type { SdkError } from './error-category.ts';

/** Largest event of a synchronous invocation, bytes (Lambda's quota). */
const EVENT_BYTES_MAX = 6 * 1024 * 1024;

/** Reads objects from buckets other than the tuner's own. */
export interface EventObjectAccess {
  at(context: CallContext): { readEventObject(address: string): Promise<string> };
}

/** Returns access to events in S3, in the tuner's own region. */
export function eventObjectAccess(access: AwsAccess): EventObjectAccess {
  return {
    at: (context) => ({ readEventObject: (address) => readEventObject(access, context, address) }),
  };
}

/**
 * Reads an event from S3.
 *
 * @param address Such as `s3://bucket/key`.
 * @throws {InvalidRequestError} If there is no such object, or it is larger than an event may be.
 * @throws {TunerError} If it cannot be read.
 */
async function readEventObject(
  access: AwsAccess,
  context: CallContext,
  address: string,
): Promise<string> {
  const object = parseObjectAddress(address);
  if (object === undefined) {
    throw new InvariantError(`Request with an unread address: "${address}"`);
  }
  const { bucketName: Bucket, key: Key } = object;
  const refuse = (problem: string) =>
    new InvalidRequestError(`Cannot start tuning: "payloadS3" ${problem}`);
  const client = s3Client(access);
  // One byte more than allowed is enough to detect an object that is too large.
  const Range = `bytes=0-${EVENT_BYTES_MAX}`;
  const text = await callAws(`read "${address}"`, context, async (abortSignal) => {
    try {
      const answer = await client.send(new GetObjectCommand({ Bucket, Key, Range }), {
        abortSignal,
      });
      return await answer.Body?.transformToString();
    } catch (error) {
      const { name } = error as SdkError;
      if (name === 'InvalidRange') {
        return ''; // An empty object has no first byte.
      }
      if (['NoSuchKey', 'NoSuchBucket'].includes(name)) {
        throw refuse(`must be an object that exists: there is no "${address}"`);
      }
      throw error;
    }
  });
  const bytes = Buffer.byteLength(text ?? '');
  if (bytes > EVENT_BYTES_MAX) {
    throw refuse(`must be at most ${EVENT_BYTES_MAX} bytes, the largest event that Lambda takes`);
  }
  return text ?? '';
}
