import { beforeAll, describe, expect, it } from '@jest/globals';
import { previousSection } from '../../../../functions/publish-report/previous-section.ts';
import type { ReportFacts } from '../../../../functions/publish-report/report.ts';
import type { PreviousRun } from '../../../../shared/contract/previous-run.ts';
import { powerValue } from '../../../../shared/core/power-value.ts';
import { reportFor } from '../../../support/generated-reports.ts';
import type { GeneratedFunction } from '../../../support/generated-results.ts';
import { GOLDEN_FUNCTIONS } from '../../../support/golden-functions.ts';

const exactly = (value: number) => ({ median: value, low: value, high: value });

let report: ReportFacts;
let before: PreviousRun;

beforeAll(async () => {
  const { input, result } = await reportFor(GOLDEN_FUNCTIONS['io-bound'] as GeneratedFunction);
  const { target, recall } = input;
  report = { ...input, result, tiers: [], publishedAtMs: 0 };
  before = {
    functionArn: target.functionArn,
    runId: 'ba9876543210',
    publishedAtMs: Date.UTC(2026, 9, 1, 12, 30),
    strategy: 'value',
    powerValue: powerValue(256),
    verdict: { kind: 'keep', text: 'Keep <256> MB.' },
    codeSha256: target.codeSha256,
    configurationDigest: target.configurationDigest,
    payloadDigest: recall.payloadDigest ?? '',
    sizes: [],
  };
});

function sectionOf(changes: Partial<PreviousRun>): string {
  return String(previousSection({ ...report, previous: { ...before, ...changes } }));
}

describe('previousSection()', () => {
  it('says when the previous run was and how it ended', () => {
    expect(sectionOf({})).toContain(
      'On 1 Oct 2026, 12:30 UTC (run ba9876543210): Keep &lt;256&gt; MB.',
    );
    expect(sectionOf({})).toContain('Code, configuration, payload and strategy are the same.');
    expect(sectionOf({})).toContain('No size was measured in both runs.');
  });

  it('does not compare cold starts with warm invocations', () => {
    const section = sectionOf({ coldStarts: true, sizes: report.result.decision.evidence.tiers });

    expect(section).toContain('what was measured (then cold starts)');
    expect(section).not.toContain('<table');
  });

  it('says what has changed since', () => {
    expect(sectionOf({ codeSha256: 'other', strategy: 'cost' })).toContain(
      'What is different since: the code, the strategy (then cost).',
    );
    expect(sectionOf({ configurationDigest: 'other', payloadDigest: 'other' })).toContain(
      'What is different since: the configuration, the payload.',
    );
  });

  it('compares only sizes that both runs measured', () => {
    const now = report.result.decision.evidence.tiers.find(
      ({ powerValue: memoryMb }) => memoryMb === 512,
    );
    const section = sectionOf({
      sizes: [512, 640].map((memoryMb) => ({
        powerValue: powerValue(memoryMb),
        durationMs: exactly(2 * (now?.durationMs.median ?? 0)),
        costUsdPerMillion: exactly(now?.costUsdPerMillion.median ?? 0),
      })),
    });

    expect(section.match(/<tr>/g)).toHaveLength(2);
    expect(section).toContain('<th scope="row">512 MB</th>');
    expect(section).toContain('50 % faster');
    expect(section).toContain('same cost');
  });

  it('is absent without a previous run', () => {
    expect(previousSection(report)).toBeUndefined();
  });
});
