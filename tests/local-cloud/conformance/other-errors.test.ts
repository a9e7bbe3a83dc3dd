import {
  InvokeCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  arnOf,
  beginning,
  type ConformanceCloud,
  checkErrors,
  INVALID,
  NOT_FOUND,
  ONE_ERROR,
  startConformanceCloud,
  VALIDATION,
} from './conformance-cloud.ts';

const TAGS_51 = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));

let cloud: ConformanceCloud;

beforeAll(async () => {
  cloud = await startConformanceCloud();
});

afterAll(() => cloud.stop());

describe('other operations', () => {
  checkErrors(
    () => cloud,
    [
      [
        'Invoke of a missing alias',
        new InvokeCommand({ FunctionName: 'fn', Qualifier: 'dev' }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('fn')}:dev`,
      ],
      [
        'Invoke with invalid JSON',
        new InvokeCommand({ FunctionName: 'fn', Payload: 'n\u0087r' }),
        400,
        'InvalidRequestContentException',
        beginning('Could not parse request body into json: Could not parse payload into json: '),
      ],
      [
        'ListFunctions of one version',
        new ListFunctionsCommand({ FunctionVersion: 'invalid' as 'ALL' }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value 'invalid' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]`,
      ],
      [
        'TagResource of a missing function',
        new TagResourceCommand({ Resource: arnOf('none'), Tags: { a: 'b' } }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('none')}`,
      ],
      [
        'TagResource of a version',
        new TagResourceCommand({ Resource: arnOf('fn:1'), Tags: { a: 'b' } }),
        400,
        INVALID,
        'Tags on function aliases and versions are not supported. Please specify a function ARN.',
      ],
      [
        'TagResource without a tag',
        new TagResourceCommand({ Resource: arnOf('fn'), Tags: {} }),
        400,
        INVALID,
        'An error occurred and the request cannot be processed.',
      ],
      [
        'TagResource with 51 tags',
        new TagResourceCommand({ Resource: arnOf('fn'), Tags: TAGS_51 }),
        400,
        INVALID,
        'Number of tags exceeds resource tag limit.',
      ],
      [
        'ListTags of something else',
        new ListTagsCommand({ Resource: 'arn:aws:something' }),
        400,
        VALIDATION,
        beginning(
          `${ONE_ERROR}Value 'arn:aws:something' at 'resource' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*):lambda:`,
        ),
      ],
    ],
  );

  it('Invoke without any concurrency', async () => {
    const { lambda } = cloud.clients;
    await lambda.send(
      new PutFunctionConcurrencyCommand({
        FunctionName: 'image',
        ReservedConcurrentExecutions: 0,
      }),
    );

    const error = await lambda.send(new InvokeCommand({ FunctionName: 'image' })).catch((e) => e);

    expect(error).toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
    });
  });
});

describe('the body of an error', () => {
  it.each([
    ['GET', '/2015-03-31/functions/none', 'Message'],
    ['GET', '/2015-03-31/functions/fn?Qualifier=9', 'Message'],
    ['DELETE', '/2015-03-31/functions/fn?Qualifier=$LATEST', 'message'],
    ['DELETE', '/2015-03-31/functions/fn?Qualifier=1', 'message'],
  ])('of %s %s has the message under %s', async (method, path, member) => {
    const response = await fetch(`${cloud.running.endpoint}${path}`, {
      method,
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=ADMIN/20260101/us-east-1/lambda/aws4_request',
      },
    });

    expect(await response.json()).toEqual({ Type: 'User', [member]: expect.any(String) });
    expect(response.headers.get('x-amzn-errortype')).toMatch(/Exception$/);
  });
});
