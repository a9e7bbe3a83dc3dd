import type { CodePackage } from '../../local/deployment/deploy-function.ts';

/** What to deploy for a handler. */
export interface Packing {
  /** Absolute path of a folder to deploy as a whole; absent deploys what the handler needs. */
  readonly root: string | undefined;
  readonly exportName: string;
}

/** A file that may hold a handler, and what its source shows. */
export interface InspectedHandler {
  /** Absolute. */
  readonly path: string;
  /** Names that the file exports, as far as the source shows them. */
  readonly exportNames: readonly string[];
  /** Whether `exportNames` is complete. */
  readonly isComplete: boolean;
  /** The export that is used unless another one is asked for. */
  readonly exportNameDefault: string;
  /** Environment variables that the function's own code reads. */
  readonly variableNames: readonly string[];
  /** Translates a line of a stack trace to the sources; present if a bundle is deployed. */
  readonly sourceLine?: (line: string) => string;
  /** @throws {CannotDeployError} If there is too much code. */
  pack(packing: Packing): Promise<CodePackage>;
}

/** Returns the handler string of Lambda: the path without its extension, a dot, and the export. */
export function handlerName(relativePath: string, exportName: string): string {
  return `${relativePath.replace(/\.[^./]+$/, '')}.${exportName}`;
}
