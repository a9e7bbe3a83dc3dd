import { CreateFunctionCommand, PublishLayerVersionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { ROLE_ARN, zipOf } from '../deployed-function.ts';
import {
  beginning,
  CONFLICT,
  type ConformanceCloud,
  checkErrors,
  INVALID,
  ONE_ERROR,
  startConformanceCloud,
  VALIDATION,
} from './conformance-cloud.ts';

function create(input: object): object {
  return new CreateFunctionCommand({
    FunctionName: 'new',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: ROLE_ARN,
    Code: { ZipFile: zipOf({ 'index.mjs': '1' }) },
    ...input,
  });
}

const LAYER = 'arn:aws:lambda:us-east-1:123456789012:layer';
const LONG_NAME = 'a'.repeat(65);
const TAGS_51 = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
const LARGE = { LARGE_VAR: 'x'.repeat(4096) };

let cloud: ConformanceCloud;

beforeAll(async () => {
  cloud = await startConformanceCloud();
  await cloud.clients.lambda.send(
    new PublishLayerVersionCommand({
      LayerName: 'shared',
      Content: { ZipFile: zipOf({ 'a.txt': 'a' }) },
    }),
  );
});

afterAll(() => cloud.stop());

describe('CreateFunction', () => {
  checkErrors(
    () => cloud,
    [
      [
        'of a name that is taken',
        create({ FunctionName: 'fn' }),
        409,
        CONFLICT,
        'Function already exist: fn',
      ],
      [
        'with a name that is too long',
        create({ FunctionName: LONG_NAME }),
        400,
        INVALID,
        `${ONE_ERROR}Value '${LONG_NAME}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      ],
      [
        'with an invalid role',
        create({ Role: 'r1' }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+`,
      ],
      [
        'with an unknown runtime',
        create({ Runtime: 'PYTHON3.9' }),
        400,
        INVALID,
        /^Value PYTHON3\.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[.*nodejs20\.x.*\] or be a valid ARN$/,
      ],
      [
        'with a retired runtime',
        create({ Runtime: 'nodejs12.x' }),
        400,
        INVALID,
        'The runtime parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
      ],
      [
        'with an unknown architecture',
        create({ Architectures: ['X86_64'] }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]`,
      ],
      [
        'with two architectures',
        create({ Architectures: ['x86_64', 'arm64'] }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1`,
      ],
      [
        'with code that is not a zip',
        create({ Code: { ZipFile: Buffer.from('no zip') } }),
        400,
        INVALID,
        'Could not unzip uploaded file. Please check your file, then try to upload again.',
      ],
      [
        'with code in a missing bucket',
        create({ Code: { S3Bucket: 'no-such-bucket', S3Key: 'code.zip' } }),
        400,
        INVALID,
        'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
      ],
      [
        'with code under a missing key',
        create({ Code: { S3Bucket: 'store', S3Key: 'code.zip' } }),
        400,
        INVALID,
        'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
      ],
      [
        'with large variables',
        create({ Environment: { Variables: LARGE } }),
        400,
        INVALID,
        `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${JSON.stringify(LARGE)}`,
      ],
      [
        'with six layers',
        create({ Layers: [1, 2, 3, 4, 5, 6].map((number) => `${LAYER}:l${number}:1`) }),
        400,
        INVALID,
        'Cannot reference more than 5 layers.',
      ],
      [
        'with a missing layer',
        create({ Layers: [`${LAYER}:none:1`] }),
        400,
        INVALID,
        `Layer version ${LAYER}:none:1 does not exist.`,
      ],
      [
        'with a layer of another region',
        create({ Layers: [`${LAYER}:shared:1`.replace('us-east-1', 'eu-west-1')] }),
        400,
        INVALID,
        'Layers are not in the same region as the function. Layers are expected to be in region us-east-1.',
      ],
      [
        'with a layer without a version',
        create({ Layers: [`${LAYER}:shared`] }),
        400,
        VALIDATION,
        beginning(
          `${ONE_ERROR}Value '[${LAYER}:shared]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: `,
        ),
      ],
      [
        'with one layer twice',
        create({ Layers: [`${LAYER}:shared:1`, `${LAYER}:shared:1`] }),
        400,
        INVALID,
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${LAYER}:shared:1 and ${LAYER}:shared:1 are versions of the same layer.`,
      ],
      [
        'with 51 tags',
        create({ Tags: TAGS_51 }),
        400,
        INVALID,
        'Number of tags exceeds resource tag limit.',
      ],
      [
        'with an unknown kind of SnapStart',
        create({ SnapStart: { ApplyOn: 'invalidOption' } }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]`,
      ],
      [
        'with an invalid subnet',
        create({ VpcConfig: { SubnetIds: ['net-1'], SecurityGroupIds: ['sg-1'] } }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '[net-1]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]`,
      ],
      [
        'with an invalid security group',
        create({ VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['group'] } }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '[group]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: sg-[0-9a-zA-Z]*]`,
      ],
    ],
  );
});
