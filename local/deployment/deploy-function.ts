import {
  CreateFunctionCommand,
  type LambdaClient,
  type Runtime,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { type CodeFiles, CodeFolderError } from './code-folder.ts';

/** Code that is ready to be deployed. */
export interface CodePackage {
  readonly runtime: Runtime;
  /** As Lambda names it: `file.export`, the file relative to the root of the package. */
  readonly handler: string;
  readonly files: CodeFiles;
}

/** A function to deploy into the local cloud. */
export interface FunctionSource {
  readonly functionName: string;
  readonly code: CodePackage;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Largest zip that Lambda takes with the call, in MB. */
const ZIP_MB_MAX = 50;

const BYTES_PER_MB = 1024 * 1024;

/** Fast before small: the package does not leave this machine. */
const ZIP_LEVEL = 1;

/** Longest wait for a new function in the local cloud, which takes well under a second. */
const ACTIVE_SECONDS_MAX = 30;

/**
 * Zips code and creates a function of it.
 *
 * @throws {CodeFolderError} If the zip is larger than Lambda takes with the call.
 */
export async function deployFunction(client: LambdaClient, source: FunctionSource): Promise<void> {
  const { functionName, code } = source;
  const zip = zipSync({ ...code.files }, { level: ZIP_LEVEL });
  if (zip.length > ZIP_MB_MAX * BYTES_PER_MB) {
    throw new CodeFolderError(
      `Cannot deploy "${functionName}": its zip must have at most ${ZIP_MB_MAX} MB: it has ${Math.ceil(zip.length / BYTES_PER_MB)} MB`,
    );
  }
  await client.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Runtime: code.runtime,
      Handler: code.handler,
      // The local cloud has no such role, so the function may call everything in it.
      Role: `arn:aws:iam::123456789012:role/${functionName}`,
      MemorySize: source.memoryMb,
      Timeout: source.timeoutSeconds,
      Environment: { Variables: { ...source.environment } },
      Code: { ZipFile: zip },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client, maxWaitTime: ACTIVE_SECONDS_MAX, minDelay: 1, maxDelay: 1 },
    { FunctionName: functionName },
  );
}
