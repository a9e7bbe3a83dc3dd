import type { RequiredPermission } from '../cloud-service.ts';
import type { JsonObject } from './lambda-protocol.ts';
import { readObject, readString, readStringList } from './parameter-reading.ts';
import { keyPermission } from './shown-configuration.ts';

/**
 * Returns the permissions that CreateFunction and UpdateFunctionConfiguration need in addition to
 * the one for the operation itself.
 *
 * @param functionArn Unqualified ARN of the function that is created or changed.
 */
export function configurationPermissions(
  input: JsonObject,
  functionArn: string,
): readonly RequiredPermission[] {
  const key = readString(input, 'KMSKeyArn');
  const role = readString(input, 'Role');
  const vpc = readObject(input, 'VpcConfig') ?? {};
  const layers = readStringList(input, 'Layers') ?? [];
  return [
    // AWS checks the right to pass a role whenever a request names one, even the current one.
    ...(role === undefined
      ? []
      : [
          {
            action: 'iam:PassRole',
            resource: role,
            context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
          },
        ]),
    ...layers.map((resource) => ({ action: 'lambda:GetLayerVersion', resource })),
    ...(readStringList(vpc, 'SubnetIds')?.length
      ? ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'].map((action) => ({
          action,
          resource: '*',
        }))
      : []),
    ...fileSystemArns(input).map((resource) => ({
      action: 'elasticfilesystem:DescribeMountTargets',
      resource,
    })),
    // Lambda encrypts the variables with the caller's permissions and creates a grant for itself.
    ...(key === undefined || key === ''
      ? []
      : ['kms:Encrypt', 'kms:CreateGrant'].map((action) =>
          keyPermission(action, key, functionArn),
        )),
  ];
}

function fileSystemArns(input: JsonObject): readonly string[] {
  const configs: unknown = input.FileSystemConfigs ?? [];
  return Array.isArray(configs)
    ? configs.flatMap((config) => readString(config as JsonObject, 'Arn') ?? [])
    : [];
}

/** URI of an image in ECR; captures account, region and repository. */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/;

function imagePermissions(imageUri: string): readonly RequiredPermission[] {
  const [, accountId, region, repository] = ECR_IMAGE.exec(imageUri) ?? [];
  if (repository === undefined) return [];
  const resource = `arn:aws:ecr:${region}:${accountId}:repository/${repository}`;
  return ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({
    action,
    resource,
  }));
}

/**
 * Returns the permissions to read a package in S3 or an image in ECR: the caller needs them, not
 * Lambda.
 */
export function codePermissions(code: JsonObject): readonly RequiredPermission[] {
  const imageUri = readString(code, 'ImageUri');
  if (imageUri !== undefined) return imagePermissions(imageUri);
  const bucketName = readString(code, 'S3Bucket');
  const key = readString(code, 'S3Key');
  if (bucketName === undefined || key === undefined) return [];
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucketName}/${key}` }];
}
