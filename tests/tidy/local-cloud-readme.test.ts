import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const CLOUD = join(import.meta.dirname, '..', '..', 'local', 'cloud');

const source = readdirSync(CLOUD, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join(CLOUD, path), 'utf8'))
  .join('\n');

const [, section = ''] = readFileSync(join(CLOUD, 'README.md'), 'utf8').split('## Services');
const listed = [...(section.split('\n## ')[0] ?? '').matchAll(/`([A-Z]\w+)`/g)].map(
  ([, name = '']) => name,
);

describe('the README of the local cloud', () => {
  it('lists only operations that exist', () => {
    expect(listed.length).toBeGreaterThan(30);
    expect(listed.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  });

  it('lists every operation', () => {
    const named = [...source.matchAll(/(?:action: |Call\(\s*)'([A-Z]\w+)'/g)].map(
      ([, name = '']) => name,
    );
    // The download behind GetFunction's answer, and a request that was not understood.
    const unlisted = new Set(['DownloadCode', 'Unknown']);

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !listed.includes(name) && !unlisted.has(name))).toEqual([]);
  });
});
