import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { adviceText } from '../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../support/golden-functions.ts';

/*
 * Results as they read to a person. After a change that is meant to change them, run this test with
 * UPDATE_GOLDEN=1, and read every line of the difference as the person who gets it would.
 */
const DIRECTORY = join(import.meta.dirname, 'advice');
const IS_UPDATE = process.env.UPDATE_GOLDEN === '1';
const SEED = 7;

/** Longest sentence that is read without going back, characters. */
const SENTENCE_LENGTH_MAX = 170;

function pathOf(name: string): string {
  return join(DIRECTORY, `${name}.txt`);
}

describe('the advice on a generated function', () => {
  it.each(Object.entries(GOLDEN_FUNCTIONS))('reads as it did: %s', (name, generated) => {
    const text = adviceText(generated, SEED);
    if (IS_UPDATE) {
      writeFileSync(pathOf(name), text);
    }

    expect(text).toBe(existsSync(pathOf(name)) ? readFileSync(pathOf(name), 'utf8') : '');
  });

  it('has no result that no function makes', () => {
    const names = readdirSync(DIRECTORY).map((file) => basename(file, '.txt'));

    expect(names.toSorted()).toEqual(Object.keys(GOLDEN_FUNCTIONS).toSorted());
  });

  it.each(Object.keys(GOLDEN_FUNCTIONS))('has short sentences: %s', (name) => {
    const long = readFileSync(pathOf(name), 'utf8')
      .split('\n')
      .filter((line) => line.length > SENTENCE_LENGTH_MAX);

    expect(long).toEqual([]);
  });
});
