import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { fieldTable } from './field-table.ts';
import { architectureMeanings, pickMeanings, sizesMeanings, tierMeanings } from './result-parts.ts';

/** Meaning of each field of the result, with units and bounds. */
export const RESULT_MEANINGS: Readonly<Record<string, string>> = {
  functionArn: 'ARN of the function, without a qualifier',
  executionArn: 'ARN of the execution',
  runId: 'id of the run, derived from the ARN of the execution',
  coldStarts:
    'true where cold starts were measured: every duration and cost is of initialisation and handler together; absent otherwise',
  powerValue: 'the size to use, MB: another than the present one only with the verdict `change`',
  powerValueBefore: 'the size that the function had when the run began, MB',
  drift: 'what has changed since an earlier run without a release; absent where nothing has',
  'drift.production':
    'the median duration of production when it was measured, and of the last 14 days, milliseconds; present where it moved by a quarter with the same code, configuration and size, so that it was measured again',
  'drift.memory': 'the size that a run applied is not the one that the function has now',
  'drift.memory.appliedMb': 'the size that was applied, MB',
  'drift.memory.appliedAtMs': 'when, milliseconds since the Unix epoch',
  definedBy:
    'the CloudFormation stack that made the function: its next deployment sets the size that its template has; absent where no stack made it',
  'definedBy.stackName': 'name',
  'definedBy.logicalId': 'what the template calls the function',
  goal: 'the goal in words',
  'goal.text': 'as the request gave it',
  'goal.understood': 'what the typed fields mean that it was translated to',
  decision: 'the choice, and what it rests on',
  'decision.powerValue': 'the same as `powerValue`',
  'decision.verdict': 'what to do',
  'decision.verdict.kind':
    '`change`: use `powerValue` instead of the present size; `keep`: no size is worth a change; `undecided`: the measurements do not tell; `impossible`: no size keeps the limit. Only `change` is ever applied',
  'decision.verdict.reason': 'why, for programs',
  'decision.verdict.confidence': 'how far to trust it',
  'decision.verdict.confidence.word': 'the probability in a word',
  'decision.verdict.confidence.probability': 'how likely it is that the verdict is right, 0 to 1',
  'decision.verdict.candidateMb':
    'the best size by the strategy, MB; with `impossible`, the one nearest to the limit',
  'decision.verdict.settling': 'the run that would settle it; only with `undecided`',
  'decision.verdict.settling.powerValues': 'its `powerValues`, MB',
  'decision.verdict.settling.sampleCount': 'its `sampleCount`',
  'decision.verdict.settling.coldStarts': 'true where it is to measure cold starts',
  'decision.verdict.settling.invocationCount': 'invocations that it takes, cold ones included',
  'decision.verdict.settling.costUsd': 'what they cost, cold ones at the price of warm ones, USD',
  'decision.verdict.text': 'the verdict in one sentence',
  'decision.picks': 'three sizes to choose from, with 90 % intervals',
  'decision.picks.cheapest':
    'the cheapest measured size, where twice the speed counts as 0.7 % of the bill',
  ...pickMeanings('cheapest'),
  'decision.picks.recommended': 'the size to use',
  ...pickMeanings('recommended'),
  'decision.picks.fastest':
    'the fastest measured size that is worth its price: beyond it, cost grows more than time falls',
  ...pickMeanings('fastest'),
  'decision.flatRegion': 'sizes around the recommended one that are as good',
  'decision.flatRegion.minMb': 'smallest of them, MB',
  'decision.flatRegion.maxMb': 'largest of them, MB',
  'decision.flatRegion.withinPercent': "how nearly, per cent by the strategy's own score",
  'decision.outlook': 'money per month; absent where the number of invocations is unknown',
  'decision.outlook.invocationsPerMonth':
    "the request's `invocationsPerMonth`, or as many as production shows for a month",
  'decision.outlook.source': 'which of the two it is',
  'decision.outlook.costUsdPerMonth': 'with the recommended size, USD',
  'decision.outlook.costUsdPerMonthBefore':
    'with the present size, USD; absent where that size does not work',
  'decision.besideMemory': 'what else is worth a change, by fixed rules',
  'decision.besideMemory[].kind': 'what to change',
  'decision.besideMemory[].timeoutSeconds':
    'with `timeout`: three times p99 of production at the recommended size, seconds; said where the timeout is at least ten times that',
  'decision.besideMemory[].savingUsdPerMonth':
    'with `arm64`: what the same time would cost less, USD a month',
  'decision.besideMemory[].costUsdPerMonth':
    'with `ephemeralStorage`: what is beyond the free 512 MB costs, USD a month',
  'decision.besideMemory[].reason':
    'with `provisionedConcurrency`: `cheaper`: the environments are so busy that they cost less than on demand; `starts`: it would remove long starts, at a price; `unused`: more is configured than production used at a time',
  'decision.besideMemory[].environmentCount':
    'environments to keep ready: enough for the peak of production',
  'decision.besideMemory[].environmentCountNow':
    'environments that are kept ready; absent where the tuner could not read that',
  'decision.besideMemory[].extraUsdPerMonth':
    'what `environmentCount` costs against how it is now, USD a month; negative is less',
  'decision.besideMemory[].busyPercent': 'for how much of the time they are busy, per cent',
  'decision.besideMemory[].breakEvenPercent':
    'busy for more than this, they cost less than on demand; absent where they never do',
  'decision.besideMemory[].coldPercentMin':
    'at least so much of the invocations waited for a start, per cent; how many more is not known',
  'decision.besideMemory[].startMs':
    'a start of an environment at the recommended size, milliseconds; absent where none was seen',
  'decision.besideMemory[].isOn':
    'true if SnapStart is on already, so that only its price is told; absent where it is off',
  'decision.besideMemory[].cacheUsdPerMonth':
    'what SnapStart costs for each published version that is kept, USD; 0 for Java, absent where the price is not known',
  'decision.besideMemory[].restoreUsdPerThousand':
    'what it costs for a thousand starts, USD; the same',
  'decision.besideMemory[].text': 'the same in one sentence',
  'decision.architecture':
    'what the other architecture is worth ([architectures.md](architectures.md)); absent where `architectures` does not name it',
  'decision.architecture.kind':
    '`move`: better there, as clearly and by as much as a change of the size has to be; `stay`: no better, or by too little; `undecided`: the measurements do not tell; `unmeasured`: nothing to compare',
  'decision.architecture.present': 'the architecture that the function has, at the size to use',
  ...architectureMeanings('present'),
  'decision.architecture.other': 'the other one, at its best measured size',
  ...architectureMeanings('other'),
  'decision.architecture.percent':
    "by how many per cent the strategy's own score gets better there; negative: worse",
  'decision.architecture.probability':
    'how likely it is that the other one is better by the strategy, 0 to 1',
  'decision.architecture.costPercent':
    'of the other one against the present one; negative is cheaper',
  'decision.architecture.durationPercent': 'the same; negative is faster',
  'decision.architecture.invocationCount':
    'invocations on the other one, a part of `invocationCount`',
  'decision.architecture.architecture': 'with `unmeasured`: the other one',
  'decision.architecture.text': 'the same in a sentence or two',
  'decision.warnings': 'what makes the figures uncertain or deserves a look, each with what to do',
  'decision.rationale': 'why this size, in plain words',
  'decision.reasoner': 'who chose among the candidates',
  'decision.reasoning': 'details of the choice',
  'decision.reasoning.confidence': "the model's own; absent where the rules chose",
  'decision.reasoning.risks': 'what may go wrong, at most 5 sentences',
  'decision.reasoning.followUps': 'what else may be worth a change, at most 5',
  'decision.reasoning.followUps[].kind': 'what to look at',
  'decision.reasoning.followUps[].reason': 'why',
  'decision.reasoning.candidates': 'sizes that could have been chosen, MB',
  'decision.reasoning.rulesPowerValue': 'the size that the rules choose, MB',
  'decision.reasoning.modelUse':
    'what asking the model took; absent where no token was spent on it',
  'decision.reasoning.modelUse.modelId': 'id of the model',
  'decision.reasoning.modelUse.inputTokens': 'tokens of the questions',
  'decision.reasoning.modelUse.outputTokens': 'tokens of the answers',
  'decision.reasoning.modelUse.isEstimated':
    'true if the answer was complete before the model told its token count',
  'decision.reasoning.modelUse.costUsd': 'USD; absent where the deployment names no price',
  'decision.reasoning.modelUse.durationMs': 'milliseconds',
  'decision.reasoning.modelUse.isFromCache':
    'true if an earlier run had asked the same question; nothing was spent then',
  'decision.reasoning.modelUnused': 'why the rules chose; absent where a model did',
  'decision.reasoning.modelUnused.kind': 'the kind of reason',
  'decision.reasoning.modelUnused.message': 'the reason in words',
  'decision.production': 'what CloudWatch says of the last days',
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
    'up to this size more memory gains at least half of it in speed, MB; absent where there is no such size',
  ...sizesMeanings('decision.evidence'),
  'decision.evidence.otherArchitecture':
    'the same of the other architecture; absent where nothing was measured there',
  'decision.evidence.otherArchitecture.architecture': 'which one that is',
  ...sizesMeanings('decision.evidence.otherArchitecture'),
  'decision.evidence.earlierRun':
    'the last run of the function with the same events, whose durations are evidence; absent where there was none within 90 days',
  'decision.evidence.earlierRun.measuredAtMs': 'milliseconds since the Unix epoch',
  'decision.evidence.earlierRun.isUsed':
    'whether its durations count; not where this run contradicts them',
  'decision.evidence.optimumInvocations':
    'what the measuring cost, counted in invocations at the cheapest size',
  'decision.improvement':
    'what the change is expected to bring; absent where the size before does not work',
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
  aliasMove: 'what became of the alias',
  'aliasMove.kind':
    '`notNeeded`: the change was not for an alias, or nothing was applied; `moved`: the alias points to a new version; `superseded`: the function or the alias was changed during the run, so the alias was left as it is',
  'aliasMove.name': 'name of the alias',
  'aliasMove.functionVersion': 'the version it points to now',
  'aliasMove.functionVersionBefore': 'the version it pointed to before',
  'aliasMove.movedAtMs':
    'when, milliseconds since the Unix epoch; absent where the answer was lost',
  'aliasMove.message': 'the same in words',
  watch: 'how production went after the change',
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
  'preflight.kind': '`skipped` if IAM could not be asked or could not tell',
  'preflight.reason': 'why it was skipped',
  tiers: 'one entry for each measured size, ascending',
  ...tierMeanings('tiers[]'),
  otherTiers:
    'the same of the sizes on the other architecture, by the price there; absent where none was measured there',
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
