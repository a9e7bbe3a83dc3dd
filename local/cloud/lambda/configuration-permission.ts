import type { RequiredPermission } from '../cloud-service.ts';
import type { JsonObject } from './lambda-protocol.ts';
import { readObject, readString, readStringList } from './parameter-reading.ts';

/** What the caller of CreateFunction and UpdateFunctionConfiguration must be allowed besides. */
export function configurationPermissions(input: JsonObject): readonly RequiredPermission[] {
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
  ];
}

/** The right to read a package that lies in S3 is the caller's, not Lambda's. */
export function codePermissions(code: JsonObject): readonly RequiredPermission[] {
  const bucketName = readString(code, 'S3Bucket');
  const key = readString(code, 'S3Key');
  if (bucketName === undefined || key === undefined) return [];
  return [{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucketName}/${key}` }];
}
