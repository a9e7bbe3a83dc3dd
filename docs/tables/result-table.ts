import { tuningResultSchema } from '../../shared/contract/tuning-result.ts';
import { markdownTable, textsOf } from './markdown-table.ts';
import { schemaFields } from './schema-fields.ts';

/** What each field of the result means, units and bounds included. */
const MEANINGS: Readonly<Record<string, string>> = {
  functionArn: 'ARN of the function, without a qualifier',
  executionArn: 'ARN of the execution',
  runId: 'id of the run, derived from the ARN of the execution',
  powerValue: 'the size to use, MB',
  powerValueBefore: 'the size that the function had when the run began, MB',
  goal: 'the goal in words',
  'goal.text': 'as the request gave it',
  'goal.understood': 'what the typed fields mean that it was translated to',
  decision: 'the choice, and what it rests on',
  'decision.powerValue': 'the same as `powerValue`',
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
  'decision.reasoning.modelUse': 'what asking the model took; absent where no model was asked',
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
  'decision.production': 'how the function is used, and what the choice means for that',
  'decision.production.picture': 'what CloudWatch says of the last days',
  'decision.production.picture.kind':
    'whether there were invocations, and whether CloudWatch answered',
  'decision.production.picture.dayCount': 'length of the window, days',
  'decision.production.picture.invocationCount': 'invocations in the window',
  'decision.production.picture.errorCount': 'errors in the window',
  'decision.production.picture.throttleCount': 'throttled invocations in the window',
  'decision.production.picture.concurrencyMax': 'most executions at the same time',
  'decision.production.picture.durationMs': 'durations in production, milliseconds',
  'decision.production.picture.reason': 'why the picture is unavailable',
  'decision.production.outlook':
    'money per month; absent where the number of invocations is unknown',
  'decision.production.outlook.invocationsPerMonth':
    'from the request, or from the window, for 30 days',
  'decision.production.outlook.costUsdPerMonth': 'with the chosen size, USD',
  'decision.production.outlook.costUsdPerMonthBefore':
    'with the size before, USD; absent where that size does not work',
  'decision.production.warnings': 'what deserves attention, one sentence each',
  'decision.evidence': 'what the measurements say; intervals are 90 % intervals',
  'decision.evidence.probabilityRegretUnder5Percent':
    'how likely it is that no allowed size is more than 5 % better, 0 to 1',
  'decision.evidence.expectedRegret':
    'how much worse than the best allowed size the choice is expected to be, as a fraction',
  'decision.evidence.probabilityPromiseKept':
    'how likely it is that the tolerance or limit is kept, 0 to 1; 1 for other strategies',
  'decision.evidence.durationMs': 'expected duration at the chosen size, milliseconds',
  'decision.evidence.costUsdPerMillion':
    'expected cost at the chosen size, USD per million invocations',
  'decision.evidence.costUsdPerMonth':
    'expected cost at the chosen size, USD per month; absent where the number of invocations is unknown',
  'decision.evidence.kneeMb':
    'up to this size more memory gains at least half of it in speed, MB; absent where there is no such size',
  'decision.evidence.flatRegion': 'sizes that cost nearly the same as the cheapest',
  'decision.evidence.flatRegion.powerValueMin': 'smallest of them, MB',
  'decision.evidence.flatRegion.powerValueMax': 'largest of them, MB',
  'decision.evidence.flatRegion.withinPercent': 'how nearly, per cent',
  'decision.evidence.tiers': 'what is believed of the measured sizes',
  'decision.evidence.tiers[].powerValue': 'MB',
  'decision.evidence.tiers[].durationMs': 'milliseconds',
  'decision.evidence.tiers[].costUsdPerMillion': 'USD per million invocations',
  'decision.evidence.curve': 'the fitted curve, ascending by size, at most 32 points',
  'decision.evidence.curve[].powerValue': 'MB',
  'decision.evidence.curve[].durationMs': 'milliseconds',
  'decision.evidence.curve[].costUsdPerMillion': 'USD per million invocations',
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
    '`recommended`: not written, because the request did not ask for it or the same change was rolled back before; `unchanged`: the function already has the size; `applied`: written; `notWorthwhile`: the gain is too small or may be noise; `superseded`: the function was changed during the run, so nothing was written',
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
  'tiers[].powerValue': 'MB',
  'tiers[].outcome': 'how measuring this size ended',
  'tiers[].outcome.kind':
    '`infeasible`: the function cannot run at this size; `failed`: the size could not be measured',
  'tiers[].outcome.isCutShort':
    'true where the size was measured less often than planned, because its share of the steps or the spending of a run was used up',
  'tiers[].outcome.reason': 'why the size is infeasible',
  'tiers[].outcome.message': 'the reason in words',
  'tiers[].outcome.errorName': 'name of the error that ended the measuring',
  'tiers[].warmSampleCount': 'warm samples',
  'tiers[].coldSampleCount': 'cold samples',
  'tiers[].errorCount': 'failed invocations',
  'tiers[].figures': 'figures of the warm samples; absent where there is none',
  'tiers[].figures.durationMsMean': 'milliseconds',
  'tiers[].figures.durationMsMedian': 'milliseconds',
  'tiers[].figures.durationMsP95': 'milliseconds',
  'tiers[].figures.billedDurationMsMean': 'milliseconds',
  'tiers[].figures.costUsdPerMillion': 'USD per million invocations, request fee included',
  'tiers[].figures.startDurationMsMedian':
    'initialisation or restore of a cold start, milliseconds; absent where no cold start was seen',
  'tiers[].figures.maxMemoryUsedMb': 'most memory that a sample used, MB',
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

/** The fields of the result, one row each. */
export function resultTable(): string {
  const fields = schemaFields(tuningResultSchema);
  const meanings = textsOf(
    'the result',
    fields.map(({ path }) => path),
    MEANINGS,
  );
  return markdownTable(
    ['field', 'type', 'always', 'meaning'],
    fields.map(({ path, type, isOptional }, index) => [
      `\`${path}\``,
      type,
      isOptional ? 'no' : 'yes',
      String(meanings[index]),
    ]),
  );
}
