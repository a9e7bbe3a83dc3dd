import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { fieldTable } from './field-table.ts';
import { architectureMeanings, pickMeanings, sizesMeanings, tierMeanings } from './result-parts.ts';

/** Meaning of each field of the result, with units and bounds. */
export const RESULT_MEANINGS: Readonly<Record<string, string>> = {
  functionArn: 'ARN of the function, without a qualifier',
  executionArn: 'ARN of the execution',
  runId: 'id of the run, derived from the ARN of the execution',
  coldStarts:
    'true if cold starts were measured: every duration and cost includes the initialisation; absent otherwise',
  powerValue: 'the size to use, MB; differs from the present one only with the verdict `change`',
  powerValueBefore: 'the size that the function had when the run began, MB',
  drift: 'what has changed since an earlier run without a release; absent if nothing has',
  'drift.production':
    'the median duration of production when it was measured, and of the last 14 days, milliseconds; present if it moved by a quarter with the same code, configuration and size, so that it was measured again',
  'drift.memory': 'the size that a run applied is not the one that the function has now',
  'drift.memory.appliedMb': 'the size that was applied, MB',
  'drift.memory.appliedAtMs': 'when, milliseconds since the Unix epoch',
  definedBy:
    'the CloudFormation stack that made the function: its next deployment sets the size that its template has; absent if no stack made it',
  'definedBy.stackName': 'name',
  'definedBy.logicalId': 'what the template calls the function',
  goal: 'the goal in words',
  'goal.text': 'as the request gave it',
  'goal.understood': 'the meaning of the typed fields it was translated to',
  decision: 'the choice and its reasons',
  'decision.powerValue': 'the same as `powerValue`',
  'decision.verdict': 'what to do',
  'decision.verdict.kind':
    '`change`: use `powerValue` instead of the present size; `keep`: no size is worth a change; `undecided`: the measurements do not decide; `impossible`: no size keeps the limit. Only `change` is ever applied',
  'decision.verdict.reason': 'why, for programs',
  'decision.verdict.confidence': 'how far to trust it',
  'decision.verdict.confidence.word': 'the probability in a word',
  'decision.verdict.confidence.probability': 'how likely it is that the verdict is right, 0 to 1',
  'decision.verdict.candidateMb':
    'the best size by the strategy, MB; with `impossible`, the one nearest to the limit',
  'decision.verdict.settling': 'the run that would settle it; only with `undecided`',
  'decision.verdict.settling.powerValues': 'its `powerValues`, MB',
  'decision.verdict.settling.sampleCount': 'its `sampleCount`',
  'decision.verdict.settling.coldStarts': 'true if it is to measure cold starts',
  'decision.verdict.settling.invocationCount': 'invocations that it takes, cold ones included',
  'decision.verdict.settling.costUsd': 'what they cost, cold ones at the price of warm ones, USD',
  'decision.verdict.text': 'the verdict in one sentence',
  'decision.picks': 'three sizes to choose from, with 90 % intervals',
  'decision.picks.cheapest':
    'the cheapest measured size; half the duration counts as much as 0.7 % of the cost',
  ...pickMeanings('cheapest'),
  'decision.picks.recommended': 'the size to use',
  ...pickMeanings('recommended'),
  'decision.picks.fastest':
    'the fastest measured size that is worth its price: above it, cost rises more than duration falls',
  ...pickMeanings('fastest'),
  'decision.flatRegion': 'sizes around the recommended one that are nearly as good',
  'decision.flatRegion.minMb': 'smallest of them, MB',
  'decision.flatRegion.maxMb': 'largest of them, MB',
  'decision.flatRegion.withinPercent': "how close they are, per cent of the strategy's score",
  'decision.outlook': 'cost per month; absent if the number of invocations is unknown',
  'decision.outlook.invocationsPerMonth':
    "the request's `invocationsPerMonth`, or as many as production shows for a month",
  'decision.outlook.source': 'which of the two it is',
  'decision.outlook.costUsdPerMonth': 'with the recommended size, USD',
  'decision.outlook.costUsdPerMonthBefore':
    'with the present size, USD; absent if that size does not work',
  'decision.besideMemory': 'advice beside the memory size, by fixed rules',
  'decision.besideMemory[].kind': 'what to change',
  'decision.besideMemory[].timeoutSeconds':
    'with `timeout`: three times p99 of production at the recommended size, seconds; given if the timeout is at least ten times that',
  'decision.besideMemory[].savingUsdPerMonth':
    'with `arm64`: what the same duration would save, USD a month',
  'decision.besideMemory[].costUsdPerMonth':
    'with `ephemeralStorage`: cost of the storage beyond the free 512 MB, USD a month',
  'decision.besideMemory[].reason':
    'with `provisionedConcurrency`: `cheaper`: the environments are so busy that they cost less than on demand; `starts`: it would remove long starts, at a price; `unused`: more is configured than production used at a time',
  'decision.besideMemory[].environmentCount':
    'environments to keep ready: enough for the peak of production',
  'decision.besideMemory[].environmentCountNow':
    'environments that are kept ready; absent if the setting could not be read',
  'decision.besideMemory[].extraUsdPerMonth':
    'cost of `environmentCount` minus the cost today, USD a month; negative is less',
  'decision.besideMemory[].busyPercent': 'share of the time that they are busy, per cent',
  'decision.besideMemory[].breakEvenPercent':
    'above this share they cost less than on demand, per cent; absent if they never do',
  'decision.besideMemory[].coldPercentMin':
    'lower bound on the share of invocations that waited for a start, per cent',
  'decision.besideMemory[].startMs':
    'a start of an environment at the recommended size, milliseconds; absent if none was seen',
  'decision.besideMemory[].isOn':
    'true if SnapStart is already on, and only its price is given; absent if it is off',
  'decision.besideMemory[].cacheUsdPerMonth':
    'cost of SnapStart for each published version that is kept, USD a month; 0 for Java, absent if the price is not known',
  'decision.besideMemory[].restoreUsdPerThousand':
    'its cost for a thousand starts, USD; in the same way',
  'decision.besideMemory[].text': 'the same in one sentence',
  'decision.architecture':
    'advice on the other architecture ([architectures.md](architectures.md)); absent if `architectures` does not name it',
  'decision.architecture.kind':
    '`move`: better there, as clearly and by as much as a change of the size has to be; `stay`: no better, or by too little; `undecided`: the measurements do not decide; `unmeasured`: nothing to compare',
  'decision.architecture.present': 'the architecture that the function has, at the size to use',
  ...architectureMeanings('present'),
  'decision.architecture.other': 'the other one, at its best measured size',
  ...architectureMeanings('other'),
  'decision.architecture.percent':
    "improvement of the strategy's score on the other architecture, per cent; negative is worse",
  'decision.architecture.probability':
    'how likely it is that the other one is better by the strategy, 0 to 1',
  'decision.architecture.costPercent':
    'cost on the other one compared with the present one; negative is cheaper',
  'decision.architecture.durationPercent': 'duration, in the same way; negative is faster',
  'decision.architecture.invocationCount':
    'invocations on the other one, a part of `invocationCount`',
  'decision.architecture.architecture': 'with `unmeasured`: the other one',
  'decision.architecture.text': 'the same in a sentence or two',
  'decision.warnings': 'reasons for uncertainty and other things to look at, each with what to do',
  'decision.rationale': 'why this size, in plain words',
  'decision.reasoner': 'who chose among the candidates',
  'decision.reasoning': 'details of the choice',
  'decision.reasoning.confidence': 'stated by the model; absent if the rules chose',
  'decision.reasoning.risks': 'what may go wrong, at most 5 sentences',
  'decision.reasoning.followUps': 'other changes that may be worthwhile, at most 5',
  'decision.reasoning.followUps[].kind': 'what to look at',
  'decision.reasoning.followUps[].reason': 'why',
  'decision.reasoning.candidates': 'sizes that could have been chosen, MB',
  'decision.reasoning.rulesPowerValue': 'the size that the rules choose, MB',
  'decision.reasoning.modelUse': 'cost of asking the model; absent if no token was used',
  'decision.reasoning.modelUse.modelId': 'id of the model',
  'decision.reasoning.modelUse.inputTokens': 'tokens of the questions',
  'decision.reasoning.modelUse.outputTokens': 'tokens of the answers',
  'decision.reasoning.modelUse.isEstimated':
    'true if the answer was complete before the model reported its token count',
  'decision.reasoning.modelUse.costUsd': 'USD; absent if the deployment names no price',
  'decision.reasoning.modelUse.durationMs': 'milliseconds',
  'decision.reasoning.modelUse.isFromCache':
    'true if the answer is that of an earlier run to the same question; nothing was spent then',
  'decision.reasoning.modelUnused': 'why the rules chose; absent if a model did',
  'decision.reasoning.modelUnused.kind': 'the kind of reason',
  'decision.reasoning.modelUnused.message': 'the reason in words',
  'decision.production': 'what CloudWatch reports of the last days',
  'decision.production.kind': 'whether there were invocations, and whether CloudWatch answered',
  'decision.production.dayCount': 'length of the window, days',
  'decision.production.invocationCount': 'invocations in the window',
  'decision.production.errorCount': 'errors in the window',
  'decision.production.throttleCount': 'throttled invocations in the window',
  'decision.production.concurrencyMax': 'most executions at the same time',
  'decision.production.durationMs': 'durations in production, milliseconds',
  'decision.production.reason': 'why the picture is unavailable',
  'decision.evidence': 'what the measurements say; intervals are 90 % intervals',
  'decision.evidence.probabilityRegretUnder5Percent':
    'how likely it is that no allowed size is more than 5 % better, 0 to 1',
  'decision.evidence.expectedRegret':
    'how much worse than the best allowed size the choice is expected to be, as a fraction',
  'decision.evidence.probabilityPromiseKept':
    'how likely it is that the tolerance or limit is kept, 0 to 1; 1 for other strategies',
  'decision.evidence.kneeMb':
    'largest size up to which doubling the memory still shortens the duration by at least 29 %, MB; absent if there is none',
  ...sizesMeanings('decision.evidence'),
  'decision.evidence.otherArchitecture':
    'the same for the other architecture; absent if nothing was measured there',
  'decision.evidence.otherArchitecture.architecture': 'which one that is',
  ...sizesMeanings('decision.evidence.otherArchitecture'),
  'decision.evidence.earlierRun':
    'the last run of the function with the same events, whose durations are evidence; absent if there was none within 90 days',
  'decision.evidence.earlierRun.measuredAtMs': 'milliseconds since the Unix epoch',
  'decision.evidence.earlierRun.isUsed':
    'whether its durations are used: not if this run contradicts them',
  'decision.evidence.optimumInvocations':
    'what the measuring cost, counted in invocations at the cheapest size',
  'decision.improvement':
    'what the change is expected to bring; absent if the size before does not work',
  'decision.improvement.percent': "gain by the strategy's own score, per cent",
  'decision.improvement.probability': 'how likely it is that the change gains anything, 0 to 1',
  'decision.improvement.durationRatio': 'duration after the change divided by the duration before',
  'decision.improvement.isPresentAllowed': 'false if the request rules the size before out',
  application: 'whether the size was written',
  'application.kind':
    '`applied`: written; `unchanged`: the function keeps its size; `notApplied`: not written, because the request did not ask for it, the verdict is not to change, or the same change was rolled back before; `superseded`: the function was changed during the run, so nothing was written',
  'application.powerValue': 'the size in question, MB',
  'application.message': 'the same in words',
  verification: 'whether the written size was read back',
  'verification.kind':
    '`notNeeded`: nothing was written; `verified`: read back; `overwritten`: the function was changed right after the write',
  'verification.powerValue': 'the size that was read, MB',
  'verification.verifiedAtMs': 'when, milliseconds since the Unix epoch',
  'verification.watchSeconds': 'how long production is watched, seconds; 0 for no watch',
  'verification.message': 'what was found instead',
  aliasMove: 'what happened to the alias',
  'aliasMove.kind':
    '`notNeeded`: the change was not for an alias, or nothing was applied; `moved`: the alias points to a new version; `superseded`: the function or the alias was changed during the run, so the alias was left as it is',
  'aliasMove.name': 'name of the alias',
  'aliasMove.functionVersion': 'the version it points to now',
  'aliasMove.functionVersionBefore': 'the version it pointed to before',
  'aliasMove.movedAtMs': 'when, milliseconds since the Unix epoch; absent if the answer was lost',
  'aliasMove.message': 'the same in words',
  watch: 'how production compares before and after the change',
  'watch.kind':
    '`notAsked`: nothing was applied, or no watch was asked for; `kept`: production is as promised; `unclear`: too little was seen, the change stays; `superseded`: the function or the alias was changed during the watch and left as it is; `rolledBack`: production was worse than promised and the change was undone',
  'watch.before': 'traffic before the change',
  'watch.before.invocationCount': 'invocations',
  'watch.before.errorCount': 'errors',
  'watch.before.durationMs': 'milliseconds',
  'watch.after': 'traffic after the change',
  'watch.after.invocationCount': 'invocations',
  'watch.after.errorCount': 'errors',
  'watch.after.durationMs': 'milliseconds',
  'watch.message': 'the same in words',
  path: '`recalled`: known from an earlier run; `measured`: measured by MeasureTier; `measuredDirectly`: partly invoked by Step Functions itself, because an invocation may outlast a step',
  isRecalled: 'true if an earlier run had answered the same question and nothing was measured',
  isRestarted: 'true if the function was released during the run and measured again',
  preflight: 'the check of permissions before anything is made',
  'preflight.kind': '`skipped` if IAM could not be asked or did not decide',
  'preflight.reason': 'why it was skipped',
  tiers: 'one entry for each measured size, ascending',
  ...tierMeanings('tiers[]'),
  otherTiers: 'the sizes on the other architecture, priced for it; absent if none was measured',
  ...tierMeanings('otherTiers[]'),
  tuningCostUsd: "what this run's own invocations cost, failed ones included, USD",
  invocationCount: "number of this run's own invocations",
  price: 'the prices that were used',
  'price.source': 'where they come from',
  'price.date': 'their date',
  'price.region': 'region of the function',
  'price.architecture': '`x86_64` or `arm64`',
  'price.isPublished':
    'false if no published price of the region is known and the common one is assumed',
  cleanUp: 'the deletion of the clones',
  'cleanUp.deletedCloneCount': 'clones that were deleted',
  'cleanUp.leftClones': 'clones that could not be deleted; Sweep deletes them later',
  'cleanUp.leftClones[].functionArn': 'which clone',
  'cleanUp.leftClones[].message': 'why',
  report: 'where the reports are in the bucket',
  'report.json': 'the result with all samples',
  'report.html': 'the page with the chart',
};

/** Returns a table of the fields of the result. */
export function resultTable(): string {
  return fieldTable('the result', tuningResultSchema, RESULT_MEANINGS);
}
