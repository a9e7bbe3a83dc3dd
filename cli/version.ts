import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the version of this program, which is also that of the release that comes with it. */
export function programVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
