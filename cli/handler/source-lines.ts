import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { BUNDLE_FOLDER } from './module-graph.ts';

/** A position in a stack trace: `orders.mjs:9:10`. */
const PLACE = /([^\s():]+\.mjs):(\d+):(\d+)/g;

/**
 * Makes a function that translates the positions in a line of a stack trace from a bundle to its
 * sources.
 *
 * @param bundleMap Source map of the bundle, as JSON.
 * @param directory Folder of the handler, absolute; translated paths are relative to it.
 */
export function sourceLines(bundleMap: string, directory: string): (line: string) => string {
  let map: SourceMap | undefined;
  return (line) => {
    map ??= new SourceMap(JSON.parse(bundleMap));
    const found = map;
    return line.replaceAll(PLACE, (place, _file: string, row: string, column: string) => {
      const entry = found.findEntry(Number(row) - 1, Number(column) - 1);
      return 'originalSource' in entry
        ? `${shown(entry.originalSource)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
        : place;
    });
  };

  function shown(source: string): string {
    return relative(directory, resolve(join(directory, BUNDLE_FOLDER), source));
  }
}
