import {
  CreateFunctionCommand,
  type LambdaClient,
  LambdaServiceException,
  type Runtime,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { cleanText, MESSAGE_LENGTH_MAX } from '../../shared/core/untrusted-text.ts';
import { CannotDeployError } from './cannot-deploy-error.ts';
import type { CodeFiles } from './code-folder.ts';

/** Code that is ready to be deployed. */
export interface CodePackage {
  readonly runtime: Runtime;
  /** Handler in Lambda's notation: `file.export`, the file relative to the package's root. */
  readonly handler: string;
  readonly files: CodeFiles;
}

/** Code in the form that Lambda accepts. */
export interface ZippedPackage extends Omit<CodePackage, 'files'> {
  readonly zip: Uint8Array;
}

/** A function to deploy into the local cloud. */
export interface FunctionSource {
  readonly functionName: string;
  readonly code: ZippedPackage;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Largest zip that Lambda accepts in the call, in MB. */
const ZIP_MB_MAX = 50;

const BYTES_PER_MB = 1024 * 1024;

/** Compression level: fast rather than small, because the package does not leave this machine. */
const ZIP_LEVEL = 1;

/**
 * Delays of the wait for a new function, seconds: the local cloud keeps it Pending for 50 ms or 3
 * s.
 */
const ACTIVE_WAIT = { minDelay: 0.05, maxDelay: 0.5, maxWaitTime: 30 };

/**
 * Zips code.
 *
 * @throws {CannotDeployError} If the zip is larger than Lambda accepts in the call.
 */
export function zipPackage({ files, ...code }: CodePackage): ZippedPackage {
  const zip = zipSync({ ...files }, { level: ZIP_LEVEL });
  if (zip.length > ZIP_MB_MAX * BYTES_PER_MB) {
    throw new CannotDeployError(
      `Cannot deploy the code: its zip must have at most ${ZIP_MB_MAX} MB: it has ${Math.ceil(zip.length / BYTES_PER_MB)} MB: deploy less, by a smaller --root or fewer packages`,
    );
  }
  return { ...code, zip };
}

/**
 * Creates a function, and waits until it can be invoked.
 *
 * @throws {CannotDeployError} If Lambda refuses it.
 */
export async function deployFunction(client: LambdaClient, source: FunctionSource): Promise<void> {
  const { functionName, code } = source;
  const creation = new CreateFunctionCommand({
    FunctionName: functionName,
    Runtime: code.runtime,
    Handler: code.handler,
    // The local cloud has no such role, so the function may call everything in it.
    Role: `arn:aws:iam::123456789012:role/${functionName}`,
    MemorySize: source.memoryMb,
    Timeout: source.timeoutSeconds,
    Environment: { Variables: { ...source.environment } },
    Code: { ZipFile: code.zip },
  });
  await client.send(creation).catch((error: unknown) => {
    throw isRefusal(error)
      ? new CannotDeployError(
          `Cannot deploy "${functionName}": ${cleanText(error.message, MESSAGE_LENGTH_MAX)}`,
        )
      : error;
  });
  await waitUntilFunctionActiveV2({ client, ...ACTIVE_WAIT }, { FunctionName: functionName });
}

/** Returns whether Lambda refused the call itself. */
function isRefusal(error: unknown): error is LambdaServiceException {
  return error instanceof LambdaServiceException && error.$fault === 'client';
}
