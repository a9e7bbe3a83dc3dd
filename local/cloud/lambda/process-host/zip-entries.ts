import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

/** Thrown if an entry of a zip would be written outside its folder. */
export class OutsideEntryError extends RangeError {
  override readonly name = 'OutsideEntryError';
  readonly entryName: string;

  constructor(entryName: string) {
    super(
      `Cannot unpack a deployment package: entries must lie inside it: current value is "${entryName}"`,
    );
    this.entryName = entryName;
  }
}

/**
 * Writes the entries of a zip into a folder, which is created. Writes nothing if one entry lies
 * outside of it.
 *
 * @param directory Absolute.
 * @throws {OutsideEntryError} If an entry lies outside of the folder.
 */
export function writeEntries(
  entries: Readonly<Record<string, Uint8Array>>,
  directory: string,
): void {
  const files = Object.entries(entries).map(([name, content]) => ({
    name,
    content,
    path: resolve(directory, name),
  }));
  const outside = files.find(({ path }) => !path.startsWith(directory + sep));
  if (outside !== undefined) {
    throw new OutsideEntryError(outside.name);
  }
  mkdirSync(directory, { recursive: true });
  for (const { name, content, path } of files) {
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    // The unpacker does not keep file modes, and a bootstrap must be executable.
    if (!name.endsWith('/')) writeFileSync(path, content, { mode: 0o755 });
  }
}
