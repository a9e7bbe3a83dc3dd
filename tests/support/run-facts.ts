import type { Decision } from '../../shared/contract/reason-about-tiers.ts';
import type { EarlierRun, RecallResultOutput } from '../../shared/contract/recall-result.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import type { Run } from '../../shared/contract/run.ts';
import type { TargetFunction } from '../../shared/contract/target-function.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import type { Improvement } from '../../shared/core/planner/improvement.ts';
import { powerValue } from '../../shared/core/power-value.ts';
import { DESCRIPTION, FUNCTION_ARN } from './fake-lambda.ts';

/** The run that a task works for. */
export const RUN: Run = {
  runId: '0123456789ab',
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:autotuner:run',
  startedAtMs: 1_000_000,
};

/** Returns a user's request with every default filled in. */
export function aRequest(written: Readonly<Record<string, unknown>> = {}): TuningRequest {
  return parseTuningRequest({ functionName: FUNCTION_ARN, ...written }).request;
}

/** Returns the function of the fake Lambda as it was when the run began: 512 MB. */
export function aTarget(changes: Partial<TargetFunction> = {}): TargetFunction {
  const {
    updateStatus,
    updateStatusReason,
    reservedConcurrency,
    dependencies,
    tags,
    ...described
  } = DESCRIPTION;
  return { ...described, region: 'us-east-1', provisionedCount: 0, ...changes };
}

/** No earlier run of the function is known. */
export const NO_EARLIER_RUN: EarlierRun = {
  tiers: { kind: 'inline', value: [] },
  measuredAtMs: 0,
};

/** Output of RecallResult if nothing was kept. */
export const NOTHING_RECALLED: RecallResultOutput = {
  isKnown: false,
  fingerprint: 'question',
  tiers: { kind: 'inline', value: [] },
  measuredAtMs: 0,
  functionFingerprint: 'function',
  earlierRun: NO_EARLIER_RUN,
  drift: {},
};

/** An improvement of 40 % that is almost certain. */
const IMPROVEMENT: Improvement = {
  percent: { median: 40, low: 35, high: 45 },
  probability: 0.99,
  durationRatio: { median: 0.5, low: 0.45, high: 0.55 },
  isPresentAllowed: true,
};

const ESTIMATE = { median: 50, low: 45, high: 55 };
const PICK = {
  memoryMb: 1024,
  durationMs: ESTIMATE,
  costUsdPerMillion: ESTIMATE,
  warmSampleCount: 3,
};

/** Returns the decision to change to 1024 MB. */
export function aDecision(changes: Partial<Decision> = {}): Decision {
  return {
    powerValue: powerValue(1024),
    rationale: '1024 MB is expected to be the cheapest.',
    reasoner: 'rules',
    reasoning: {
      risks: [],
      followUps: [],
      candidates: [1024],
      rulesPowerValue: 1024,
      modelUnused: { kind: 'notConfigured', message: 'No model is configured' },
    },
    verdict: {
      kind: 'change',
      reason: 'better',
      confidence: { word: 'high', probability: 0.99 },
      candidateMb: 1024,
      text: 'Change from 512 to 1024 MB.',
    },
    picks: { cheapest: PICK, recommended: PICK, fastest: PICK },
    flatRegion: { minMb: 1024, maxMb: 1024, withinPercent: 3 },
    warnings: [],
    besideMemory: [],
    production: { kind: 'noTraffic', dayCount: 14 },
    evidence: {
      probabilityRegretUnder5Percent: 0.9,
      expectedRegret: 0.01,
      probabilityPromiseKept: 1,
      tiers: [],
      curve: [],
      optimumInvocations: 5,
    },
    improvement: IMPROVEMENT,
    ...changes,
  };
}
