import type { GetFunctionResponse } from '@aws-sdk/client-lambda';
import type { FunctionDependencies } from '../core/dependency-permissions.ts';

/** Lists the resources that a function uses besides its code, as GetFunction describes them. */
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
    // The published version of a clone with SnapStart cannot be pinned to a runtime build.
    isRuntimePinnable:
      RuntimeVersionConfig?.RuntimeVersionArn !== undefined &&
      SnapStart?.ApplyOn !== 'PublishedVersions',
  };
}

const IMAGE_URI = /^(?<accountId>\d{12})\.dkr\.ecr\.(?<region>[a-z0-9-]+)\.[^/]+\/(?<name>[^:@]+)/;

/**
 * Returns the ARN of an image's repository. An image's URI has no partition, so that of the
 * function's role is used.
 */
function repositoryArnOf(roleArn: string, imageUri = ''): string | undefined {
  const { accountId, region, name } = IMAGE_URI.exec(imageUri)?.groups ?? {};
  const [, partition = 'aws'] = roleArn.split(':');
  return name === undefined
    ? undefined
    : `arn:${partition}:ecr:${region}:${accountId}:repository/${name}`;
}
