import { join } from 'node:path';
import { readCodeFolder } from '../deployment/code-folder.ts';
import { type ZippedPackage, zipPackage } from '../deployment/deploy-function.ts';

/** A function that a newcomer watches being tuned. */
interface SampleFunction {
  readonly functionName: string;
  /** The resource that limits its speed, in a few words. */
  readonly character: string;
  readonly directory: string;
  /** The size it is deployed with, MB. */
  readonly memoryMb: number;
}

/** One for each way in which a function depends on its memory. */
export const SAMPLE_FUNCTIONS: readonly SampleFunction[] = [
  sample('password-hashing', 'CPU-bound, one thread', 512),
  sample('slow-service', 'waits for a slow service', 1024),
  sample('document-archive', 'parses and compresses a large JSON document', 1024),
  sample('prime-search', 'CPU-bound, four threads', 1024),
  sample('image-buffer', 'holds 144 MB in memory', 2048),
];

/** Reads the code of a sample function, ready to be deployed. */
export async function sampleCode({
  directory,
}: Pick<SampleFunction, 'directory'>): Promise<ZippedPackage> {
  return zipPackage({
    runtime: 'nodejs24.x',
    handler: 'handler.handler',
    files: await readCodeFolder(directory),
  });
}

function sample(functionName: string, character: string, memoryMb: number): SampleFunction {
  return {
    functionName,
    character,
    directory: join(import.meta.dirname, functionName),
    memoryMb,
  };
}
