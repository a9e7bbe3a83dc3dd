import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this program, which is that of the deployment in it, too. */
export function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
