/** Runtimes that Lambda creates functions for (a recorded answer of 2026, and its guide). */
export const RUNTIMES: ReadonlySet<string> = new Set([
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'nodejs26.x',
  'python3.8',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'python3.15',
  'java8.al2',
  'java11',
  'java17',
  'java21',
  'java25',
  'dotnet6',
  'dotnet8',
  'dotnet9',
  'dotnet10',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'ruby4.0',
  'provided.al2',
  'provided.al2023',
]);

/** Runtimes that Lambda no longer creates or updates functions with (recorded answers). */
export const RETIRED_RUNTIMES: ReadonlySet<string> = new Set([
  'nodejs',
  'nodejs4.3',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'python2.7',
  'python3.6',
  'python3.7',
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'ruby2.5',
  'ruby2.7',
  'java8',
  'go1.x',
  'provided',
]);

/** Runtimes that SnapStart can restore (Lambda guide, "SnapStart"). */
export const SNAP_START_RUNTIMES = /^(java(11|17|21|25)|python3\.1[2-9]|dotnet(8|9|10))$/;

/** Environment variables that belong to Lambda (Lambda guide, "Environment variables"). */
export const RESERVED_ENVIRONMENT_VARIABLES: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

// Bounds of the API model, which are wider than those of a default function (botocore 1.43).
export const MODEL_MEMORY_MB = { min: 128, max: 32_768 };
export const MODEL_TIMEOUT_SECONDS = { min: 1, max: 5400 };
export const MODEL_EPHEMERAL_STORAGE_MB = { min: 512, max: 32_768 };

/** Longest timeout of a default function, in seconds (Lambda quotas). */
export const TIMEOUT_SECONDS_MAX = 900;

/** Largest `/tmp` of a default function, in MB (Lambda quotas). */
export const EPHEMERAL_STORAGE_MB_MAX = 10_240;

/** All environment variables together, in bytes (Lambda quotas). */
export const ENVIRONMENT_BYTES_MAX = 4096;

/** Layers of one function (Lambda quotas). */
export const LAYERS_MAX = 5;

/** Unpacked code with layers, in bytes (Lambda quotas). */
export const UNZIPPED_BYTES_MAX = 262_144_000;

/** Package sent with the request, in bytes (Lambda quotas). */
export const ZIP_BYTES_MAX = 50 * 1024 * 1024;

/** Payload of a synchronous invocation each way, in bytes (Lambda quotas: 6 MB). */
export const SYNC_PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;

/** Payload of an asynchronous invocation, in bytes (Lambda quotas: 1 MB). */
export const ASYNC_PAYLOAD_BYTES_MAX = 1024 * 1024;

/** Unreserved concurrency that an account must keep (Lambda guide, "Reserved concurrency"). */
export const UNRESERVED_CONCURRENCY_MIN = 100;
