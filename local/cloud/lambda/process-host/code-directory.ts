import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** Unpacked packages, one directory for each content, removed together. */
export class CodeDirectories {
  readonly #root = mkdtempSync(join(tmpdir(), 'local-cloud-'));

  /**
   * Directory with the content of a zip; unpacked at its first use.
   *
   * @param sha256 Digest of the zip, in any encoding.
   * @throws {RangeError} If an entry lies outside the package.
   */
  unpack(zip: Uint8Array, sha256: string): string {
    const name = createHash('sha256').update(sha256).digest('hex').slice(0, 32);
    const directory = join(this.#root, name);
    if (!existsSync(directory)) writeEntries(unzipSync(zip), directory);
    return directory;
  }

  /** Removes every directory. */
  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

function writeEntries(entries: Readonly<Record<string, Uint8Array>>, directory: string): void {
  const files = Object.entries(entries).map(([name, content]) => ({
    name,
    content,
    path: resolve(directory, name),
  }));
  const outside = files.find(({ path }) => !path.startsWith(directory + sep));
  if (outside !== undefined) {
    throw new RangeError(
      `Cannot unpack a deployment package: entries must lie inside it: current value is "${outside.name}"`,
    );
  }
  mkdirSync(directory, { recursive: true });
  for (const { name, content, path } of files) {
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    // The unpacker does not keep file modes, and a bootstrap must be executable.
    if (!name.endsWith('/')) writeFileSync(path, content, { mode: 0o755 });
  }
}
