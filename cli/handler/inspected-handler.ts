import type { CodePackage } from '../../local/deployment/deploy-function.ts';

/** What to deploy of a handler. */
export interface Packing {
  /** Absolute path of a folder to deploy as a whole; absent deploys what the handler needs. */
  readonly root: string | undefined;
  readonly exportName: string;
}

/** A file that may hold a handler, as it was found. */
export interface InspectedHandler {
  /** Absolute. */
  readonly path: string;
  /** Names that the file exports, as far as they show without running it. */
  readonly exportNames: readonly string[];
  /** Whether it can export nothing else. */
  readonly isComplete: boolean;
  /** The export that is meant unless another one is asked for. */
  readonly exportNameDefault: string;
  /** Environment variables that the function's own code reads. */
  readonly variableNames: readonly string[];
  /** What a line of a stack says of the sources, where the handler is deployed as a bundle. */
  readonly sourceLine?: (line: string) => string;
  /** @throws {CannotDeployError} If there is too much code. */
  pack(packing: Packing): Promise<CodePackage>;
}

/** Names the export of a handler for Lambda: its path without the extension, and the export. */
export function handlerName(relativePath: string, exportName: string): string {
  return `${relativePath.replace(/\.[^./]+$/, '')}.${exportName}`;
}
