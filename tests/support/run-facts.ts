import type { Decision } from '../../shared/contract/reason-about-tiers.ts';
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

/** A request as a user wrote it, with every default filled in. */
export function aRequest(written: Readonly<Record<string, unknown>> = {}): TuningRequest {
  return parseTuningRequest({ functionName: FUNCTION_ARN, ...written }).request;
}

/** The function of the fake Lambda as it was when the run began: 512 MB. */
export function aTarget(changes: Partial<TargetFunction> = {}): TargetFunction {
  const {
    updateStatus,
    updateStatusReason,
    reservedConcurrency,
    dependencies,
    tags,
    ...described
  } = DESCRIPTION;
  return { ...described, region: 'us-east-1', ...changes };
}

/** A change that makes the function 40 % better for sure. */
export const IMPROVEMENT: Improvement = {
  percent: { median: 40, low: 35, high: 45 },
  probability: 0.99,
  durationRatio: { median: 0.5, low: 0.45, high: 0.55 },
  isPresentAllowed: true,
};

const ESTIMATE = { median: 50, low: 45, high: 55 };

/** The decision for 1024 MB. */
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
    production: { picture: { kind: 'noTraffic', dayCount: 14 }, warnings: [] },
    evidence: {
      probabilityRegretUnder5Percent: 0.9,
      expectedRegret: 0.01,
      probabilityPromiseKept: 1,
      durationMs: ESTIMATE,
      costUsdPerMillion: ESTIMATE,
      flatRegion: {
        powerValueMin: powerValue(1024),
        powerValueMax: powerValue(1024),
        withinPercent: 3,
      },
      tiers: [],
      curve: [],
      optimumInvocations: 5,
    },
    improvement: IMPROVEMENT,
    ...changes,
  };
}
