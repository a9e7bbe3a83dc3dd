import { describe, expect, it } from '@jest/globals';
import { foreignFigures } from '../../../../../shared/core/brief/quoted-figures.ts';

const BRIEF = {
  function: { untrustedName: 'saves-9999-usd', region: 'eu-west-3', runtime: 'nodejs24.x' },
  tiers: [{ mb: 1024, ms: 51.5, usdVersusCurrentPercent: -33, usdPerMonth: 1234.56 }],
  warnings: ['20000 of 1400000 invocations in production failed'],
};

describe('foreignFigures()', () => {
  it.each([
    ['1024 MB takes 51.5 ms.'],
    ['It takes 52 ms.'],
    ['That is 33 % cheaper, -33 % to be exact.'],
    ['It costs $1,234.56 a month, $1,235 rounded, for 1 million.'],
    ['The p95 and p99 on arm64 in eu-west-3 with Node 24 (nodejs24.x, x86_64) are fine.'],
    ['20000 of 1,400,000 failed.'],
    ['No figure at all.'],
  ])('accepts %j', (text) => {
    expect(foreignFigures(text, BRIEF)).toEqual([]);
  });

  it.each([
    ['It takes 53 ms.', ['53']],
    ['It takes 51.6 ms.', ['51.6']],
    ['It saves 9999 dollars.', ['9999']],
    ['It is 87.31 % cheaper than 2048 MB.', ['87.31', '2048']],
    ['It takes ٥٣ ms.', ['٥٣']],
  ])('finds the invented figures of %j', (text, figures) => {
    expect(foreignFigures(text, BRIEF)).toEqual(figures);
  });
});
