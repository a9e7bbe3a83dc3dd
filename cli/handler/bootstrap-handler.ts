import { dirname, relative, sep } from 'node:path';
import { readCodeFolder } from '../../local/deployment/code-folder.ts';
import { HandlerError } from './handler-error.ts';
import type { InspectedHandler } from './inspected-handler.ts';

/** Inspects a program that speaks the Runtime API itself. Its whole folder is deployed. */
export function inspectBootstrap(path: string): InspectedHandler {
  return {
    path,
    exportNames: [],
    isComplete: false,
    exportNameDefault: 'handler',
    variableNames: [],
    pack: async ({ root, exportName }) => {
      const directory = root ?? dirname(path);
      const name = relative(directory, path).split(sep).join('/');
      if (name !== 'bootstrap') {
        throw new HandlerError(
          `Cannot deploy "${directory}": "bootstrap" must be at its top, where Lambda looks for it: it is at "${name}"`,
        );
      }
      return {
        runtime: 'provided.al2023',
        handler: exportName,
        files: await readCodeFolder(directory),
      };
    },
  };
}
