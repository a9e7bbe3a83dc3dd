import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ShownSize } from '../../../../../shared/core/advice/shown-size.ts';
import { composeBrief } from '../../../../../shared/core/brief/brief.ts';
import { BRIEF_BYTES_MAX, briefText } from '../../../../../shared/core/brief/brief-text.ts';
import { foreignFigures } from '../../../../../shared/core/brief/quoted-figures.ts';
import type { Tier } from '../../../../../shared/core/measurement/tier.ts';
import type { TierFigures } from '../../../../../shared/core/measurement/tier-figures.ts';
import { powerValue } from '../../../../../shared/core/power-value.ts';
import { figuresOf, measuredTier } from '../../../../support/measured-tiers.ts';

function sizeOf({ memoryMb, durationMs, costUsdMean }: TierFigures): ShownSize {
  const around = (value: number) => ({ median: value, low: 0.9 * value, high: 1.1 * value });
  return {
    memoryMb,
    durationMs: around(durationMs.mean),
    costUsdPerMillion: around(costUsdMean * 1e6),
    warmSampleCount: 2,
  };
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 300 });

const measured = fc
  .record({
    size: fc.integer({ min: 128, max: 10_240 }),
    durationsMs: fc.array(fc.double({ min: 0.01, max: 900_000, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ size, durationsMs }) => measuredTier(size, durationsMs));

const failed = fc
  .record({ size: fc.integer({ min: 128, max: 10_240 }), errorName: anyText, message: anyText })
  .map(
    ({ size, errorName, message }): Tier => ({
      ...measuredTier(size, []),
      outcome: { kind: 'failed', errorName, message },
    }),
  );

const facts = fc
  .record({
    tiers: fc.uniqueArray(fc.oneof(measured, failed), {
      minLength: 1,
      maxLength: 40,
      selector: ({ powerValue: size }) => size,
    }),
    functionName: anyText,
    warnings: fc.array(anyText, { maxLength: 30 }),
    pick: fc.nat(),
    candidateCount: fc.integer({ min: 1, max: 8 }),
    advice: fc.record({
      kind: fc.constant('unmeasured' as const),
      architecture: fc.constant('x86_64' as const),
      text: anyText,
    }),
    isOtherMeasured: fc.boolean(),
  })
  .filter(({ tiers }) => figuresOf(tiers).length > 0)
  .map(({ tiers, functionName, warnings, pick, candidateCount, advice, isOtherMeasured }) => {
    const figures = figuresOf(tiers);
    const tier = figures[pick % figures.length] ?? figures[0];
    if (tier === undefined) throw new RangeError('Nothing measured');
    const candidates = [tier, ...figures.slice(0, candidateCount - 1)].map(
      ({ memoryMb: size }) => size,
    );
    return {
      target: {
        functionName,
        region: 'us-east-1',
        architecture: 'arm64',
        packageType: 'Zip',
        timeoutSeconds: 3,
        ephemeralStorageMb: 512,
        hasSnapStart: false,
        memoryMb: powerValue(1024),
      },
      objective: { kind: 'cost' } as const,
      candidatesMb: [...new Set(candidates)],
      rulesPickMb: tier.memoryMb,
      verdictText: '',
      warnings,
      besideMemory: [],
      other: isOtherMeasured
        ? {
            architecture: 'x86_64' as const,
            advice,
            tiers,
            measured: figures,
            sizes: figures.map(sizeOf),
          }
        : undefined,
      tiers,
      measured: figures,
      sizes: figures.map(sizeOf),
      present: undefined,
      invocationsPerMonth: 1_000_000,
      production: { kind: 'noTraffic', dayCount: 14 } as const,
    };
  });

describe('a brief', () => {
  it('stays within its size limit, keeps every candidate, and contains no markup from names', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const text = briefText(composeBrief(given));

        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(BRIEF_BYTES_MAX);
        const brief = JSON.parse(text);
        const shown = brief.tiers.map(({ mb }: { mb: number }) => mb);
        expect(shown).toEqual(expect.arrayContaining([...given.candidatesMb]));
        expect(brief.function.untrustedName).toMatch(/^[\w.:$-]{0,64}$/);
      }),
      { numRuns: 100 },
    );
  });

  it('contains each of its own figures, so that none counts as foreign', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const brief = composeBrief(given);
        const quoted = brief.tiers
          .flatMap(({ mb, ms, usdPerMillion }) => [mb, ms ?? mb, usdPerMillion ?? mb])
          .filter((figure) => !String(figure).includes('e'))
          .map((figure) => `${figure} units.`);

        expect(foreignFigures(quoted.join(' '), brief)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
