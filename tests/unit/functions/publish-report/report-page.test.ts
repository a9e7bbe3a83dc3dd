import { describe, expect, it } from '@jest/globals';
import { reportPage } from '../../../../functions/publish-report/report-page.ts';
import type { TuningResult } from '../../../../shared/contract/tuning-result.ts';

const WARNING = 'The chosen size was only seen with cold starts';
const ESTIMATE = { median: 1, low: 1, high: 1 };
const SIZE = { powerValue: 512, durationMs: ESTIMATE, costUsdPerMillion: ESTIMATE };
const PICK = {
  memoryMb: 512,
  durationMs: ESTIMATE,
  costUsdPerMillion: ESTIMATE,
  warmSampleCount: 2,
};

const RESULT = {
  functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:tuner:run',
  powerValue: 512,
  powerValueBefore: 1024,
  decision: {
    verdict: { kind: 'change', text: 'Change from 1024 to 512 MB.' },
    picks: { cheapest: PICK, recommended: PICK, fastest: PICK },
    rationale: 'Change from 1024 to 512 MB.',
    warnings: [WARNING],
    reasoner: 'rules',
    reasoning: {
      risks: [WARNING],
      followUps: [],
      candidates: [512, 1024],
      rulesPowerValue: 512,
      modelUnused: { kind: 'notConfigured', message: 'No model is configured' },
    },
    production: { kind: 'noTraffic', dayCount: 14 },
    evidence: { curve: [SIZE], tiers: [SIZE] },
  },
  application: { kind: 'notApplied', message: 'Not applied' },
  verification: { kind: 'notNeeded' },
  aliasMove: { kind: 'notNeeded' },
  watch: { kind: 'notAsked' },
  tiers: [
    {
      powerValue: 512,
      outcome: { kind: 'measured' },
      warmSampleCount: 2,
      figures: {
        durationMsMean: 20,
        durationMsP95: 21,
        billedDurationMsMean: 20,
        costUsdPerMillion: 2,
        maxMemoryUsedMb: 60,
      },
    },
    {
      powerValue: 128,
      outcome: { kind: 'failed', errorName: '<Broken>', message: 'x "y"' },
      warmSampleCount: 0,
    },
  ],
  tuningCostUsd: 0.001,
  invocationCount: 6,
  price: {
    source: 'AWS',
    date: '2026',
    region: 'us-east-1',
    architecture: 'x86_64',
    isPublished: true,
  },
  preflight: { kind: 'allowed' },
  cleanUp: { deletedCloneCount: 2, leftClones: [] },
} as unknown as TuningResult;

function countOf(text: string, page: string): number {
  return page.split(text).length - 1;
}

describe('reportPage()', () => {
  const page = reportPage(RESULT);

  it('shows a warning once that the model repeats as a risk', () => {
    expect(countOf(WARNING, page)).toBe(1);
  });

  it('says once who reasoned', () => {
    expect(page.match(/reasoned by/gi)).toEqual(['Reasoned by']);
  });

  it('marks the chosen size, and says why another one has no figures', () => {
    expect(page).toContain('<h1>orders: change to 512 MB</h1>');
    expect(countOf('<tr class="chosen">', page)).toBe(1);
    expect(page).toContain('<tr title="x &quot;y&quot;">');
    expect(page).toContain('<td>&lt;Broken&gt;</td>');
  });
});
