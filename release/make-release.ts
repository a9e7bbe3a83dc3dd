import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPage, PUBLISHED_TEMPLATE_FILE, TEMPLATE_FILE } from './install-page.ts';
import { packageService, SOURCE_DIRECTORY } from './packaged-service.ts';
import type { ReleaseOptions } from './release-options.ts';
import { publishedTemplate, releaseTemplate } from './release-template.ts';
import { smallestZip } from './smallest-zip.ts';

/**
 * Hex digits of the hash in a zip's name. CloudFormation updates a function only if that name
 * changes.
 */
const HASH_LENGTH = 12;

/** Files of the project that a release copies unchanged. Packaging writes the second one. */
const COPIED_FILES = ['LICENSE', 'THIRD-PARTY-LICENSES.txt', 'README.md'];

/**
 * Makes the folder of a release. The same source makes the same bytes.
 *
 * @returns The names of its files.
 */
export function makeRelease({ directory, place }: ReleaseOptions): readonly string[] {
  const workDirectory = mkdtempSync(join(tmpdir(), 'autotuner-release-'));
  try {
    const { template, bom, ...packaged } = packageService(workDirectory);
    const zips = new Map([...packaged.zips].map(([key, zip]) => [key, smallestZip(zip)]));
    const name = readName();
    const zipNames = new Map(
      [...zips].map(([key, zip]) => [key, `${key}-${sha256(zip).slice(0, HASH_LENGTH)}.zip`]),
    );
    const files = new Map<string, string | Uint8Array>([
      ...[...zips].map(([key, zip]) => [zipNames.get(key) ?? key, zip] as const),
      ...COPIED_FILES.map(
        (file) => [file, readFileSync(join(SOURCE_DIRECTORY, file), 'utf8')] as const,
      ),
      [TEMPLATE_FILE, jsonText(releaseTemplate(template, name, zipNames))],
      [PUBLISHED_TEMPLATE_FILE, jsonText(publishedTemplate(template, name, zipNames))],
      ['sbom.cdx.json', bom],
      ['INSTALL.md', installPage(name.version, place)],
    ]);
    writeFolder(directory, new Map([...files, ['SHA256SUMS', checksums(files)]]));
    return [...files.keys(), 'SHA256SUMS'].toSorted();
  } finally {
    rmSync(workDirectory, { recursive: true, force: true });
  }
}

function readName(): { readonly version: string; readonly description: string } {
  return JSON.parse(readFileSync(join(SOURCE_DIRECTORY, 'package.json'), 'utf8'));
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Returns the file that `sha256sum --check` reads. */
function checksums(files: ReadonlyMap<string, string | Uint8Array>): string {
  return [...files]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, content]) => `${sha256(content)}  ${name}\n`)
    .join('');
}

function writeFolder(directory: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of files) writeFileSync(join(directory, name), content);
}
