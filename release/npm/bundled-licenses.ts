import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { SOURCE_DIRECTORY } from '../packaged-service.ts';

const RULER = `\n${'-'.repeat(80)}\n`;
const LICENSE_FILE = /^(licen[cs]e|notice|copying)/i;

/** The part of a package's manifest that is needed here. */
interface InstalledManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/** Lists the licences of the bundled packages, each with its text from the package. */
export function bundledLicenses(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = [...new Set(inputs.flatMap((path) => packageFolder(path) ?? []))].toSorted();
  return folders.map(licenseText).join(RULER);
}

/**
 * Returns the folder of a file's package: `node_modules/@s/p` for `node_modules/@s/p/lib/x.js`;
 * `undefined` for a file of the project.
 */
function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

function licenseText(folder: string): string {
  const directory = join(SOURCE_DIRECTORY, folder);
  const { name, version, license }: InstalledManifest = JSON.parse(
    readFileSync(join(directory, 'package.json'), 'utf8'),
  );
  const texts = readdirSync(directory)
    .filter((file) => LICENSE_FILE.test(file))
    .map((file) => readFileSync(join(directory, file), 'utf8').trim());
  return [`${name} ${version} (${license ?? 'see its text'})`, ...texts].join('\n\n');
}
