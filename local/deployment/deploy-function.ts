import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  CreateFunctionCommand,
  type LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';

/** A function to deploy into the local cloud. */
interface FunctionSource {
  readonly functionName: string;
  /** Everything in this folder is deployed. */
  readonly directory: string;
  /** As Lambda names it: `file.export`, the file relative to the folder. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
}

/** Lambda's own limit for the unzipped code of a function. */
const CODE_BYTES_MAX = 250 * 1024 * 1024;

/** Longest wait for a new function in the local cloud, which takes well under a second. */
const ACTIVE_SECONDS_MAX = 30;

/**
 * Zips a folder and creates a Node function of it.
 *
 * @throws {RangeError} If the folder is larger than Lambda takes.
 */
export async function deployFunction(client: LambdaClient, source: FunctionSource): Promise<void> {
  await client.send(
    new CreateFunctionCommand({
      FunctionName: source.functionName,
      Runtime: 'nodejs24.x',
      Handler: source.handler,
      Role: source.roleArn,
      MemorySize: source.memoryMb,
      Timeout: source.timeoutSeconds,
      Environment: { Variables: { ...source.environment } },
      Code: { ZipFile: zipSync(await readFolder(source.directory)) },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client, maxWaitTime: ACTIVE_SECONDS_MAX, minDelay: 1, maxDelay: 1 },
    { FunctionName: source.functionName },
  );
}

/** By path with forward slashes, as zips have it. */
async function readFolder(directory: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  let bytes = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || !(await stat(path)).isFile()) {
      continue;
    }
    const content = await readFile(path);
    bytes += content.length;
    if (bytes > CODE_BYTES_MAX) {
      throw new RangeError(
        `Cannot deploy "${directory}": Lambda takes at most ${CODE_BYTES_MAX} bytes of unzipped code. Choose a smaller folder with --root`,
      );
    }
    files[relative(directory, path).split(sep).join('/')] = content;
  }
  return files;
}
