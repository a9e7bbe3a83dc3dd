import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { answerLines } from '../../cli/output/answer-lines.ts';
import { PLAIN } from '../../cli/output/paint.ts';
import { lineWidth } from '../../cli/output/text-layout.ts';
import { resultFor } from '../support/generated-reports.ts';
import { adviceFor } from '../support/generated-results.ts';
import { GOLDEN_FUNCTIONS, goldenFunction } from '../support/golden-functions.ts';

/**
 * Results as a person reads them. After an intended change, run this test with UPDATE_GOLDEN=1, and
 * read every line of the difference as its recipient would.
 */
const DIRECTORY = join(import.meta.dirname, 'advice');
const IS_UPDATE = process.env.UPDATE_GOLDEN === '1';
const SEED = 7;

/** Columns of a terminal by default. */
const WIDTH = 80;

/** Widths of narrower and wider terminals, for one result of each verdict. */
const OTHER_WIDTHS = [60, 120];
const OF_EACH_VERDICT = ['fee-dominated', 'out-of-memory', 'noisy', 'impossible-limit'];
const WIDTHS_TOO = [...OF_EACH_VERDICT, 'both-architectures'];

const FORM = {
  applyForm: 'aws',
  report: { text: '.autotuner/target.html', url: 'file:///target.html' },
  isInAccount: true,
} as const;

/** Longest sentence that can be read in one pass, characters. */
const SENTENCE_LENGTH_MAX = 170;

const FRAMES = [
  ...Object.keys(GOLDEN_FUNCTIONS).map((name) => ({ name, width: WIDTH, file: `${name}.txt` })),
  ...WIDTHS_TOO.flatMap((name) =>
    OTHER_WIDTHS.map((width) => ({ name, width, file: `${name}-${width}.txt` })),
  ),
];

async function linesOf(name: string, width: number): Promise<readonly string[]> {
  const result = await resultFor(goldenFunction(name));
  return answerLines(result, FORM, { width, paint: PLAIN });
}

describe('the answer on a generated function', () => {
  it.each(FRAMES)('is unchanged: $file', async ({ name, width, file }) => {
    const path = join(DIRECTORY, file);
    const text = `${(await linesOf(name, width)).join('\n')}\n`;
    if (IS_UPDATE) {
      writeFileSync(path, text);
    }

    expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
  });

  it.each(FRAMES)('fits the terminal: $file', async ({ name, width }) => {
    const lines = await linesOf(name, width);

    expect(lines.filter((line) => lineWidth(line) > width)).toEqual([]);
  });

  it('has no results that no generated function produces', () => {
    expect(readdirSync(DIRECTORY).toSorted()).toEqual(FRAMES.map(({ file }) => file).toSorted());
  });

  it.each(Object.keys(GOLDEN_FUNCTIONS))('has short sentences: %s', (name) => {
    const { sentences, advice } = adviceFor(goldenFunction(name), SEED);

    const told = [advice.verdict.text, ...sentences, ...advice.warnings];
    expect(told.filter((sentence) => sentence.length > SENTENCE_LENGTH_MAX)).toEqual([]);
  });
});
