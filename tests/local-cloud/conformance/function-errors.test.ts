import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { zipOf } from '../deployed-function.ts';
import {
  arnOf,
  beginning,
  CONFLICT,
  type ConformanceCloud,
  checkErrors,
  IMAGE_URI,
  INVALID,
  NOT_FOUND,
  ONE_ERROR,
  startConformanceCloud,
  VALIDATION,
} from './conformance-cloud.ts';

let cloud: ConformanceCloud;

beforeAll(async () => {
  cloud = await startConformanceCloud();
});

afterAll(() => cloud.stop());

describe('GetFunction', () => {
  checkErrors(
    () => cloud,
    [
      [
        'of a missing function',
        new GetFunctionCommand({ FunctionName: 'none' }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('none')}`,
      ],
      [
        'of a missing version',
        new GetFunctionCommand({ FunctionName: 'fn', Qualifier: '1221' }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('fn')}:1221`,
      ],
      [
        'of a missing alias',
        new GetFunctionCommand({ FunctionName: arnOf('fn:dev') }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('fn')}:dev`,
      ],
      [
        'with two qualifiers',
        new GetFunctionCommand({ FunctionName: arnOf('fn:1'), Qualifier: '$LATEST' }),
        400,
        INVALID,
        'The derived qualifier from the function name does not match the specified qualifier.',
      ],
      [
        'in another region',
        new GetFunctionCommand({
          FunctionName: arnOf('fn').replace('us-east-1', 'ap-southeast-1'),
        }),
        404,
        NOT_FOUND,
        "Functions from 'ap-southeast-1' are not reachable in this region ('us-east-1')",
      ],
      [
        'in another account',
        new GetFunctionCommand({
          FunctionName: arnOf('fn').replace('123456789012', '210987654321'),
        }),
        403,
        'AccessDeniedException',
        /is not authorized/,
      ],
      [
        'with an invalid name',
        new GetFunctionCommand({ FunctionName: 'invalid:function:name' }),
        400,
        VALIDATION,
        beginning(
          `${ONE_ERROR}Value 'invalid:function:name' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?`,
        ),
      ],
      [
        'with an ARN that is too long',
        new GetFunctionConfigurationCommand({ FunctionName: arnOf('a'.repeat(140)) }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '${arnOf('a'.repeat(140))}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 140`,
      ],
    ],
  );
});

describe('a change', () => {
  checkErrors(
    () => cloud,
    [
      [
        'of the code of an image to a zip',
        new UpdateFunctionCodeCommand({
          FunctionName: 'image',
          ZipFile: zipOf({ 'index.mjs': '1' }),
        }),
        400,
        INVALID,
        'Please provide ImageUri when updating a function with packageType Image.',
      ],
      [
        'of the code of a zip to an image',
        new UpdateFunctionCodeCommand({ FunctionName: 'fn', ImageUri: IMAGE_URI }),
        400,
        INVALID,
        "Please don't provide ImageUri when updating a function with packageType Zip.",
      ],
      [
        'of another revision',
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'fn',
          MemorySize: 256,
          RevisionId: '00000000-0000-4000-8000-000000000000',
        }),
        412,
        'PreconditionFailedException',
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      ],
      [
        'to a version of another revision',
        new PublishVersionCommand({
          FunctionName: 'fn',
          RevisionId: '00000000-0000-4000-8000-000000000000',
        }),
        412,
        'PreconditionFailedException',
        'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
      ],
      [
        'to a version of other code',
        new PublishVersionCommand({ FunctionName: 'fn', CodeSha256: 'other' }),
        400,
        INVALID,
        /^CodeSHA256 \(other\) is different from current CodeSHA256 in \$LATEST \(.+\)\. Please try again with the CodeSHA256 in \$LATEST\.$/,
      ],
      [
        'that deletes $LATEST',
        new DeleteFunctionCommand({ FunctionName: 'fn', Qualifier: '$LATEST' }),
        400,
        INVALID,
        '$LATEST version cannot be deleted without deleting the function.',
      ],
      [
        'that deletes a missing function',
        new DeleteFunctionCommand({ FunctionName: 'none' }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('none')}`,
      ],
      [
        'that deletes a version under an alias',
        new DeleteFunctionCommand({ FunctionName: 'fn', Qualifier: '1' }),
        409,
        CONFLICT,
        'Unable to delete version because the following aliases reference it: [live]',
      ],
    ],
  );
});
