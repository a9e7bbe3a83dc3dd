import { describe, expect, it } from '@jest/globals';
import { headlineSection } from '../../../../functions/publish-report/headline-section.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { reportFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../../../support/golden-functions.ts';
import { aTarget } from '../../../support/run-facts.ts';

/** Returns the text of the section without tags. */
async function textOf(name: string, changes: Parameters<typeof reportFor>[1] = {}) {
  const { input, result } = await reportFor(GOLDEN_FUNCTIONS[name] as GeneratedFunction, changes);
  const section = headlineSection({ ...input, result, tiers: [], publishedAtMs: 0 });
  return String(section)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('headlineSection()', () => {
  it('shows the effect of a change: before, after, and per month', async () => {
    const text = await textOf('io-bound');

    expect(text).toContain('Memory 1024 MB → to 128 MB now, and recommended');
    expect(text).toMatch(/Duration, warm 2\d\d ms → to 2\d\d ms \d+ % slower/);
    expect(text).toMatch(/Cost of a million invocations \$3\.\d+ → to \$0\.\d+ 8\d % cheaper/);
    expect(text).toMatch(
      /Cost of a month \$11\.\d → to \$2\.\d+ 3,040,000 invocations, by production/,
    );
    expect(text).toContain('High confidence The probability that this is right is over 99 %.');
  });

  it('shows the present size, and what the alternative would be', async () => {
    expect(await textOf('very-slow')).toMatch(/Keep 1024 MB Memory 1024 MB(?! →)/);
    expect(await textOf('out-of-memory')).toMatch(/Memory 1024 MB 640 MB: the alternative/);
  });

  it('shows an undecided verdict as open, and says how to settle it', async () => {
    const text = await textOf('noisy');

    expect(text).toContain('Memory 1024 MB 512 MB: it may be better');
    expect(text).not.toContain('confidence');
    expect(text).toContain('To settle it, run with');
  });

  it('says that the present size does not run', async () => {
    expect(await textOf('present-too-small')).toContain('Duration, warm does not run → to');
  });

  it('names the alias that was tuned', async () => {
    const target = aTarget({ memoryMb: powerValue(1024), qualifier: 'live' });

    expect(await textOf('io-bound', { target })).toMatch(/^ target:live · us-east-1 · 1 Jan 1970/);
  });

  it('claims no confidence if there was nothing to compare', async () => {
    expect(await textOf('one-size')).not.toContain('probability');
  });
});
