import { posix } from 'node:path';
import type { DefinedFunction, StatedMemory } from './source/defined-function.ts';
import type { ProjectFiles } from './source/project-files.ts';

/** How a memory size is called where it is one. */
const MEMORY_KEY = /memory_?size/i;

/** Most places that are told. */
const TOLD_MAX = 5;

/**
 * Where a value that is about to change is read for something else than memory, as `file:line`: an
 * environment variable, a metric. Looked for in the function's file; of Terraform, in its folder.
 */
export function otherReadings(
  files: ProjectFiles,
  { reading }: StatedMemory,
  { place }: DefinedFunction,
): readonly string[] {
  if (reading === undefined) return [];
  const folder = posix.dirname(place.file);
  const paths = place.file.endsWith('.tf')
    ? files.paths.filter((path) => path.endsWith('.tf') && posix.dirname(path) === folder)
    : [place.file];
  return paths
    .flatMap((path) =>
      (files.read(path) ?? '')
        .split('\n')
        .flatMap((line, index) =>
          reading.test(line) && !MEMORY_KEY.test(line) && !/^\s*(#|\/\/)/.test(line)
            ? [`${path}:${index + 1}`]
            : [],
        ),
    )
    .slice(0, TOLD_MAX);
}
