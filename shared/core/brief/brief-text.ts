import type { Brief, BriefTier } from './brief.ts';

/** Largest brief, bytes of JSON; a few thousand tokens for any model. */
export const BRIEF_BYTES_MAX = 8_000;

/** Longest warning, characters. */
const WARNING_LENGTH_MAX = 200;

const WARNING_COUNT_MAX = 10;

/**
 * Serialises the brief as JSON of at most 8 KB. If it would be larger, it leaves out the sizes
 * farthest from the candidates first, then the other architecture and the advice beside memory.
 * Candidates and the current size always stay.
 */
export function briefText(brief: Brief): string {
  const warnings = brief.warnings
    .slice(0, WARNING_COUNT_MAX)
    .map((text) => text.slice(0, WARNING_LENGTH_MAX));
  const { otherArchitecture: _other, ...withoutOther } = { ...brief, warnings };
  const neededCount = brief.tiers.filter((tier) => distance(tier, brief) === 0).length;
  for (const slimmer of [{ ...brief, warnings }, withoutOther]) {
    for (let keptCount = brief.tiers.length; keptCount >= neededCount; keptCount--) {
      const text = textOf(slimmer, keptCount);
      if (isSmall(text)) return text;
    }
  }
  return textOf({ ...withoutOther, besideMemory: [] }, neededCount);
}

function textOf(brief: Brief, keptCount: number): string {
  return JSON.stringify({ ...brief, tiers: keptTiers(brief, keptCount) });
}

function isSmall(text: string): boolean {
  return new TextEncoder().encode(text).length <= BRIEF_BYTES_MAX;
}

function keptTiers(brief: Brief, count: number): readonly BriefTier[] {
  const byNearness = brief.tiers.toSorted((a, b) => distance(a, brief) - distance(b, brief));
  const kept = new Set(byNearness.slice(0, count));
  return brief.tiers.filter((tier) => kept.has(tier));
}

/** Returns how far a size is from the nearest candidate, in doublings; 0 for the current size. */
function distance({ mb }: BriefTier, brief: Brief): number {
  if (mb === brief.function.currentMb) {
    return 0;
  }
  return Math.min(
    ...brief.candidatesMb.map((candidate) => Math.abs(Math.log2(mb) - Math.log2(candidate))),
  );
}
