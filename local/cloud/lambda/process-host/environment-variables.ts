import { randomUUID } from 'node:crypto';
import { delimiter, join } from 'node:path';
import type { EnvironmentSpec } from '../execution-host.ts';
import type { RuntimeCommand } from './runtime-command.ts';

/** Endpoints that a function is given in its environment. */
interface EnvironmentEndpoints {
  /** Host and port of the Runtime API. */
  readonly runtimeApi: string;
  /** Endpoint for the function's own AWS calls; if absent, none is set. */
  readonly awsEndpoint: string | undefined;
}

/**
 * Returns a function's environment variables: Lambda's and its own; of this machine's, only PATH.
 */
export function functionEnvironment(
  spec: EnvironmentSpec,
  command: RuntimeCommand,
  { runtimeApi, awsEndpoint }: EnvironmentEndpoints,
): Readonly<Record<string, string>> {
  const { layerDirectories: layers } = command;
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const pythonPath = layers.map((directory) => join(directory, 'python'));
  const nodePath = layers.map((directory) => join(directory, 'nodejs', 'node_modules'));
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...(nodePath.length === 0 ? {} : { NODE_PATH: nodePath.join(delimiter) }),
    ...(pythonPath.length === 0 ? {} : { PYTHONPATH: pythonPath.join(delimiter) }),
    ...(awsEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: awsEndpoint }),
    ...spec.environmentVariables,
    PATH: [process.env.PATH ?? '', ...layers.map((directory) => join(directory, 'bin'))].join(
      delimiter,
    ),
    AWS_LAMBDA_FUNCTION_NAME: spec.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: spec.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: spec.initialisation,
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: spec.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[${spec.version}]${randomUUID().replaceAll('-', '')}`,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_EXECUTION_ENV: `AWS_Lambda_${spec.runtime ?? 'Image'}`,
    AWS_REGION: spec.region,
    AWS_DEFAULT_REGION: spec.region,
    AWS_ACCESS_KEY_ID: spec.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_TASK_ROOT: command.taskRoot,
    LAMBDA_RUNTIME_DIR: command.taskRoot,
    _HANDLER: spec.handler ?? '',
  };
}
