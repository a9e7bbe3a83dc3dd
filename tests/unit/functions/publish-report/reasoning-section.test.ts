import { describe, expect, it } from '@jest/globals';
import { reasoningSection } from '../../../../functions/publish-report/reasoning-section.ts';
import type { TuningResult } from '../../../../shared/contract/tuning-result.ts';

const REASONING: TuningResult['decision']['reasoning'] = {
  risks: [],
  followUps: [],
  candidates: [512, 1024],
  rulesPowerValue: 512,
};

function sectionOf(
  changes: Partial<TuningResult['decision']['reasoning']>,
  others: Partial<TuningResult['decision']>,
  goal?: TuningResult['goal'],
): string {
  const decision = { reasoning: { ...REASONING, ...changes }, warnings: [], ...others };
  return String(reasoningSection({ decision, ...(goal && { goal }) } as TuningResult));
}

describe('reasoningSection()', () => {
  it('shows what a model said, what it cost, and money per month, with nothing unescaped', () => {
    const page = sectionOf(
      {
        confidence: 'high',
        risks: ['<b>Only one event</b> was measured.'],
        followUps: [{ kind: 'arm64', reason: 'It may be cheaper.' }],
        modelUse: {
          modelId: 'us.model',
          inputTokens: 1_000,
          outputTokens: 100,
          isEstimated: false,
          costUsd: 0.002,
          durationMs: 700,
          isFromCache: false,
        },
      },
      {
        production: {
          kind: 'seen',
          dayCount: 14,
          invocationCount: 140,
          errorCount: 0,
          throttleCount: 0,
          durationMs: { average: 20, p50: 8.25, p90: 30, p95: 40, p99: 90.4 },
        },
        outlook: {
          invocationsPerMonth: 304,
          source: 'production',
          costUsdPerMonth: 0.1234,
          costUsdPerMonthBefore: 12.345,
        },
        warnings: ['In production 3 requests were throttled'],
      },
      { text: 'fast', understood: 'The fastest size.' },
    );

    expect(page).toContain('Goal: &quot;fast&quot;. Understood as: The fastest size.');
    expect(page).toContain('called 140 times in 14 days (p50 8.25 ms, p99 90.4 ms)');
    expect(page).toContain(
      'At 304 invocations a month (from production) it costs $0.123 a month, now $12.3.',
    );
    expect(page).toContain('<li>In production 3 requests were throttled</li>');
    expect(page).toContain('&lt;b&gt;Only one event');
    expect(page).toContain('<li>arm64: It may be cheaper.</li>');
    expect(page).toContain('us.model with high confidence (1100 tokens, $0.002000)');
  });

  it('says why no model was heard, and nothing of production without traffic', () => {
    const page = sectionOf(
      { modelUnused: { kind: 'tooSlow', message: 'No answer within 3000 ms' } },
      { production: { kind: 'noTraffic', dayCount: 14 } },
    );

    expect(page).not.toContain('production');
    expect(page).toContain('Candidates were 512, 1024 MB; the rules prefer 512 MB.');
    expect(page).toContain('Reasoned by the rules: No answer within 3000 ms.');
    expect(page).not.toContain('<ul>');
  });
});
