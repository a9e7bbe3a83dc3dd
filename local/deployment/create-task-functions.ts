import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import {
  type Architecture,
  CreateFunctionCommand,
  type LambdaClient,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import type { DeployedFunction, LocalDeployment } from './local-deployment.ts';

/**
 * Creates the tuner's own functions, with their code, in the local cloud.
 *
 * @param bundlePathOf The file with the code of a function, by its key in serverless.yml.
 */
export async function createTaskFunctions(
  client: LambdaClient,
  deployment: LocalDeployment,
  bundlePathOf: (functionKey: string) => Promise<string>,
): Promise<void> {
  await Promise.all(
    deployment.functions.map(async (task) => {
      const code = await zippedBundle(task, await bundlePathOf(task.key));
      const { functionName, handler, roleArn, memoryMb, timeoutSeconds, environment } = task;
      await client.send(
        new CreateFunctionCommand({
          FunctionName: functionName,
          Runtime: deployment.runtime as Runtime,
          Architectures: [deployment.architecture as Architecture],
          Handler: handler,
          Role: roleArn,
          MemorySize: memoryMb,
          Timeout: timeoutSeconds,
          Tags: { ...deployment.tags },
          Environment: { Variables: { ...environment } },
          Code: { ZipFile: code },
        }),
      );
    }),
  );
}

/**
 * Zips a bundle without compression, which would be the slowest step; the zip never leaves the
 * machine.
 */
async function zippedBundle({ handler }: DeployedFunction, path: string): Promise<Uint8Array> {
  const name = `${handler.replace(/\.handler$/, '')}${extname(path)}`;
  return zipSync({ [name]: await readFile(path) }, { level: 0 });
}
