import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PLANTED_BUGS } from './planted-bugs.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

describe('a bug to plant', () => {
  it.each(Object.entries(PLANTED_BUGS))('%s matches code that exists', (_name, patches) => {
    for (const { file, find } of patches) {
      expect(readFileSync(join(PROJECT, file), 'utf8')).toContain(find);
    }
  });
});
