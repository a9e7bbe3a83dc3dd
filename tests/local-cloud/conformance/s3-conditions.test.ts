import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConformanceCloud, startConformanceCloud } from './conformance-cloud.ts';

// Answers of AWS, recorded and typed in by hand.

const HELD = 'At least one of the pre-conditions you specified did not hold';
const HEADER = 'A header you provided implies functionality that is not implemented';
const MISSING = 'The specified key does not exist.';

const there = { Bucket: 'store', Key: 'there' };
const absent = { Bucket: 'store', Key: 'absent' };
const OTHER_TAG = '"00000000000000000000000000000000"';

let cloud: ConformanceCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startConformanceCloud();
  s3 = cloud.clients.s3;
});

beforeEach(async () => {
  await s3.send(new PutObjectCommand({ ...there, Body: 'x' }));
});

afterAll(() => cloud.stop());

describe('a condition', () => {
  it.each<[string, object, number, string, string, object]>([
    [
      'PutObject If-None-Match of an existing object',
      new PutObjectCommand({ ...there, IfNoneMatch: '*', Body: 'y' }),
      412,
      'PreconditionFailed',
      HELD,
      { Condition: 'If-None-Match' },
    ],
    [
      'PutObject If-None-Match with a tag',
      new PutObjectCommand({ ...there, IfNoneMatch: OTHER_TAG, Body: 'y' }),
      501,
      'NotImplemented',
      HEADER,
      {
        Header: 'If-None-Match',
        additionalMessage:
          "We don't accept the provided value of If-None-Match header for this API",
      },
    ],
    [
      'PutObject If-Match with another tag',
      new PutObjectCommand({ ...there, IfMatch: OTHER_TAG, Body: 'y' }),
      412,
      'PreconditionFailed',
      HELD,
      { Condition: 'If-Match' },
    ],
    [
      'PutObject If-Match of a missing object',
      new PutObjectCommand({ ...absent, IfMatch: OTHER_TAG, Body: 'y' }),
      404,
      'NoSuchKey',
      MISSING,
      { Key: 'absent' },
    ],
    [
      'PutObject If-Match with any tag',
      new PutObjectCommand({ ...there, IfMatch: '*', Body: 'y' }),
      501,
      'NotImplemented',
      HEADER,
      {
        Header: 'If-Match',
        additionalMessage: "We don't accept the provided value of If-Match header for this API",
      },
    ],
    [
      'PutObject with two conditions',
      new PutObjectCommand({ ...there, IfMatch: OTHER_TAG, IfNoneMatch: '*', Body: 'y' }),
      501,
      'NotImplemented',
      HEADER,
      {
        Header: 'If-Match,If-None-Match',
        additionalMessage: 'Multiple conditional request headers present in the request',
      },
    ],
    [
      'DeleteObject If-Match with another tag',
      new DeleteObjectCommand({ ...there, IfMatch: OTHER_TAG }),
      412,
      'PreconditionFailed',
      HELD,
      { Condition: 'If-Match' },
    ],
    [
      'DeleteObject of another size',
      new DeleteObjectCommand({ ...there, IfMatchSize: 9 }),
      501,
      'NotImplemented',
      HEADER,
      { Header: 'x-amz-if-match-size' },
    ],
    [
      'DeleteObject of another time',
      new DeleteObjectCommand({ ...there, IfMatchLastModifiedTime: new Date(0) }),
      501,
      'NotImplemented',
      HEADER,
      { Header: 'x-amz-if-match-last-modified-time' },
    ],
    [
      'GetObject of a missing object',
      new GetObjectCommand(absent),
      404,
      'NoSuchKey',
      MISSING,
      { Key: 'absent' },
    ],
  ])('%s', async (_what, command, status, name, message, members) => {
    const error = await s3.send(command as never).catch((thrown) => thrown);

    expect(error).toMatchObject({ name, message, $metadata: { httpStatusCode: status } });
    expect(error).toMatchObject(members);
  });

  it('HeadObject of a missing object, without a body that says why', async () => {
    const error = await s3.send(new HeadObjectCommand(absent)).catch((thrown) => thrown);

    expect(error).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
  });

  it('PutObject If-None-Match after it was deleted', async () => {
    await s3.send(new DeleteObjectCommand(there));

    const { $metadata } = await s3.send(
      new PutObjectCommand({ ...there, IfNoneMatch: '*', Body: 'z' }),
    );

    expect($metadata.httpStatusCode).toBe(200);
  });

  it('DeleteObject of a missing object', async () => {
    const { $metadata } = await s3.send(new DeleteObjectCommand(absent));

    expect($metadata.httpStatusCode).toBe(204);
  });
});
