import type { GetFunctionResponse } from '@aws-sdk/client-lambda';
import type { FunctionDependencies } from '../core/dependency-permissions.ts';

/** The resources that a function uses beside its code, by what GetFunction says of it. */
export function functionDependencies({
  Configuration = {},
  Code,
}: GetFunctionResponse): FunctionDependencies {
  const { Role = '', KMSKeyArn, Environment, Layers = [], FileSystemConfigs = [] } = Configuration;
  const { VpcConfig, RuntimeVersionConfig, SnapStart } = Configuration;
  const repositoryArn = repositoryArnOf(Role, Code?.ImageUri);
  return {
    roleArn: Role,
    ...(KMSKeyArn !== undefined && { kmsKeyArn: KMSKeyArn }),
    hasVariables: Object.keys(Environment?.Variables ?? {}).length > 0,
    layerVersionArns: Layers.flatMap(({ Arn }) => Arn ?? []),
    accessPointArns: FileSystemConfigs.flatMap(({ Arn }) => Arn ?? []),
    ...(repositoryArn !== undefined && { repositoryArn }),
    isInVpc: (VpcConfig?.SubnetIds ?? []).length > 0,
    // The published version of a clone with SnapStart cannot be pinned.
    isRuntimePinnable:
      RuntimeVersionConfig?.RuntimeVersionArn !== undefined &&
      SnapStart?.ApplyOn !== 'PublishedVersions',
  };
}

const IMAGE_URI = /^(?<accountId>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.[^/]+\/(?<name>[^:@]+)/;

/** An image's URI has no partition; its function's role has. */
function repositoryArnOf(roleArn: string, imageUri = ''): string | undefined {
  const { accountId, region, name } = IMAGE_URI.exec(imageUri)?.groups ?? {};
  const [, partition = 'aws'] = roleArn.split(':');
  return name === undefined
    ? undefined
    : `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`;
}
