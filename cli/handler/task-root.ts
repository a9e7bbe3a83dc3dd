/** Matches the folder that the local cloud unpacks a package to. */
const TASK_ROOT = /(?:file:\/\/)?\/\S*?\/local-cloud-[^/\s]+\/[0-9a-f]{32}\//g;

/**
 * Matches a frame of the runtime in a stack trace on one line; it says nothing about the handler.
 */
const RUNTIME_FRAME = / < at [^<]*?(?:node-bootstrap\.mjs|node:internal)[^<)]*\)?/g;

/** Makes the paths in a text relative to the package. */
export function withoutTaskRoot(text: string): string {
  return text.replaceAll(TASK_ROOT, '');
}

/** Makes the paths in a message relative to the package, and removes the frames of the runtime. */
export function withoutRuntime(message: string): string {
  return withoutTaskRoot(message).replaceAll(RUNTIME_FRAME, '');
}
