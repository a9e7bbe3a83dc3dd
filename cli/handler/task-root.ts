/** Where the local cloud unpacks a package. */
const TASK_ROOT = /(?:file:\/\/)?\/\S*?\/local-cloud-[^/\s]+\/[0-9a-f]{32}\//g;

/** A frame of the runtime in a stack on one line, which says nothing about the handler. */
const RUNTIME_FRAME = / < at [^<]*?(?:node-bootstrap\.mjs|node:internal)[^<)]*\)?/g;

/** A text with paths as they are in the package. */
export function withoutTaskRoot(text: string): string {
  return text.replaceAll(TASK_ROOT, '');
}

/** A message with paths as they are in the package, and without frames of the runtime. */
export function withoutRuntime(message: string): string {
  return withoutTaskRoot(message).replaceAll(RUNTIME_FRAME, '');
}
