import { posix } from 'node:path';
import type { DefinedFunction, StatedMemory } from './source/defined-function.ts';
import type { ProjectFiles } from './source/project-files.ts';

/** The name of a property that is a memory size. */
const MEMORY_KEY = /memory_?size/i;

/** Most places that are reported. */
const TOLD_MAX = 5;

/**
 * Lists where a value that is about to change is used for something other than memory, such as an
 * environment variable or a metric, as `file:line`. Searches the function's file; for Terraform,
 * its folder.
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
