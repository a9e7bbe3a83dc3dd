import { describe, expect, it } from '@jest/globals';
import { decisionSection } from '../../../../functions/publish-report/decision-section.ts';
import type { TuningResult } from '../../../../shared/contract/tuning-result.ts';
import { reportFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../../../support/golden-functions.ts';

type Decision = TuningResult['decision'];

async function sectionOf(
  changes: Partial<Decision>,
  reasoning: Partial<Decision['reasoning']>,
  goal?: TuningResult['goal'],
): Promise<string> {
  const { input, result } = await reportFor(GOLDEN_FUNCTIONS.flat as GeneratedFunction);
  const decision = {
    ...result.decision,
    ...changes,
    reasoning: { ...result.decision.reasoning, ...reasoning },
  };
  return String(
    decisionSection({
      ...input,
      result: { ...result, decision, ...(goal && { goal }) },
      tiers: [],
      publishedAtMs: 0,
    }),
  );
}

describe('decisionSection()', () => {
  it('shows the request, the model’s cost and production, with everything escaped', async () => {
    const section = await sectionOf(
      {
        production: {
          kind: 'seen',
          dayCount: 14,
          invocationCount: 140,
          errorCount: 0,
          throttleCount: 0,
          durationMs: { average: 20, p50: 8.25, p90: 30, p95: 40, p99: 90.4 },
        },
      },
      {
        confidence: 'high',
        followUps: [{ kind: 'arm64', reason: '<b>It may be cheaper.</b>' }],
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
      { text: 'fast', understood: 'The fastest size.' },
    );

    expect(section).toContain('&quot;fast&quot;. Understood as: The fastest size.');
    expect(section).toContain('called 140 times in 14 days (p50 8.25 ms, p99 90.4 ms)');
    expect(section).toContain('<li>arm64: &lt;b&gt;It may be cheaper.&lt;/b&gt;</li>');
    expect(section).toContain(
      'value: the fastest size that costs at most 5 % more than the cheapest',
    );
  });

  it('says who reasoned: a model and its cost, or the rules and why', async () => {
    const modelUse = {
      modelId: 'us.model',
      inputTokens: 1_000,
      outputTokens: 100,
      isEstimated: false,
      costUsd: 0.002,
      durationMs: 700,
      isFromCache: false,
    };
    const { input, result } = await reportFor(GOLDEN_FUNCTIONS.flat as GeneratedFunction);
    const { modelUnused: _unused, ...reasoning } = result.decision.reasoning;
    const byModel = { ...reasoning, confidence: 'high', modelUse } as const;
    const decision = { ...result.decision, reasoning: byModel };
    const report = { ...input, tiers: [], publishedAtMs: 0 };

    expect(String(decisionSection({ ...report, result: { ...result, decision } }))).toContain(
      'us.model with high confidence (1100 tokens, $0.002000)',
    );
    expect(String(decisionSection({ ...report, result }))).toContain(
      'the rules: No model is configured: see &quot;ReasoningModelId&quot;',
    );
  });

  it('says nothing about production without traffic', async () => {
    const section = await sectionOf({ production: { kind: 'noTraffic', dayCount: 14 } }, {});

    expect(section).not.toContain('Production');
    expect(section).not.toContain('Consider next');
  });
});
