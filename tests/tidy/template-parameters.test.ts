import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parameterGroups, parameterOptions } from '../../local/deployment/stack-parameters.ts';
import { packageService } from '../../release/packaged-service.ts';
import { evaluateTemplate } from '../support/evaluated-template.ts';
import { inTurn, type PackagedTemplate } from '../support/packaged-service.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-parameters-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let template: PackagedTemplate;
beforeAll(async () => {
  const packaged = await inTurn(() => packageService(directory));
  template = packaged.template as unknown as PackagedTemplate;
}, 120_000);

/** Maximum length of all inline policies of a role together, without spaces (quotas of IAM). */
const INLINE_POLICIES_LENGTH_MAX = 10_240;
const NAMES_MAX = 12;

/** A value for each parameter that requires one. */
const BASE = { targetRoles: 'app' };

/** Returns the arguments of every `{ key: … }` of a template, at any depth. */
function argumentsOf(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, item]) => [
    ...(field === key ? [item] : []),
    ...argumentsOf(item, key),
  ]);
}

/** Returns the parameters that a part of a template refers to. */
function referredIn(part: unknown, names: readonly string[]): ReadonlySet<string> {
  const texts = argumentsOf(part, 'Fn::Sub')
    .flat()
    .filter((text) => typeof text === 'string');
  const inTexts = texts.flatMap((text) =>
    [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name),
  );
  const all = new Set([...argumentsOf(part, 'Ref'), ...inTexts]);
  return new Set(names.filter((name) => all.has(name)));
}

/**
 * Returns the fields of the evaluated template with their text, `id.field` or `id.field.variable`.
 */
function fieldsWith(params: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const { Resources, Outputs } = evaluateTemplate(template, { ...BASE, ...params });
  return new Map([
    ...Outputs.map((id) => [`${id} (output)`, ''] as const),
    ...Object.entries(Resources).flatMap(([id, { Properties }]) => [
      [id, ''] as const,
      ...Object.entries(Properties ?? {}).flatMap(([field, value]) =>
        field === 'Environment'
          ? Object.entries((value as { Variables: object }).Variables).map(
              ([name, text]) => [`${id}.${name}`, String(text)] as const,
            )
          : [[`${id}.${field}`, JSON.stringify(value)] as const],
      ),
    ]),
  ]);
}

/**
 * Returns what parameters change. The fields of resources that appear or disappear are not listed.
 */
function changedBy(params: Readonly<Record<string, string>>): readonly string[] {
  const before = fieldsWith({});
  const after = fieldsWith(params);
  const all = [...new Set([...before.keys(), ...after.keys()])];
  const different = all.filter((field) => before.get(field) !== after.get(field));
  return different
    .filter((field) => !different.includes(field.split('.')[0] ?? '') || !field.includes('.'))
    .map((field) => field.replace('LambdaFunction', ''))
    .toSorted();
}

const TASKS = [
  'ApplyConfig',
  'ClaimBudget',
  'CleanUp',
  'CompareReleases',
  'Dispatch',
  'MeasureTier',
  'MoveAlias',
  'PlanFleet',
  'PlanRound',
  'PrepareTier',
  'PublishFailure',
  'PublishReport',
  'ReasonAboutTiers',
  'RecallResult',
  'ReleaseHook',
  'ReportFleet',
  'ResolveFunction',
  'SettleBudget',
  'Sweep',
  'TranslateGoal',
  'ValidatePermissions',
  'VerifyConfig',
  'WatchProduction',
];
const each = (names: readonly string[], field: string) => names.map((name) => `${name}${field}`);
const ROLES = [
  ...each(TASKS, 'Role'),
  'FleetMachineRole',
  'StateMachineRole',
  'TuningScheduleRole',
];
const READERS = [
  'ApplyConfigRole',
  'MoveAliasRole',
  'PrepareTierRole',
  'PublishFailureRole',
  'ResolveFunctionRole',
  'SweepRole',
  'VerifyConfigRole',
  'WatchProductionRole',
];
const CAPPED = ['PlanFleet', 'PlanRound', 'RecallResult', 'ValidatePermissions'];
const THINKING = ['ReasonAboutTiers', 'TranslateGoal'];
const CACHED = ['PublishReport', 'ReasonAboutTiers', 'RecallResult', 'ResolveFunction'];
const ALARMS = ['ColdStarts', 'FailedSteps', 'SlowRuns'].flatMap((name) => [
  `${name}Critical`,
  `${name}Warning`,
]);
const key = 'arn:aws:kms:eu-west-1:123456789012:key/k';

/** Everything that parameters may change, by parameters as `--param` sets them. */
const EFFECTS: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
  [{ targetRoles: 'app,other' }, ['PrepareTierRole.Policies']],
  [
    { targetFunctions: 'orders,mail-*' },
    [...each(READERS, '.Policies'), 'ResolveFunction.TARGET_FUNCTIONS'],
  ],
  [{ targetKmsKeys: 'key/k' }, each(READERS, '.Policies')],
  [{ processorFunctions: 'prepare,tidy-*' }, ['MeasureTierRole.Policies']],
  [{ payloadObjects: 'events/typical/*' }, ['ValidatePermissionsRole.Policies']],
  [{ allowedRegions: 'eu-west-1,eu-west-3' }, ['ValidatePermissions.ALLOWED_REGIONS']],
  [{ runUsdMax: '2.5' }, each(CAPPED, '.RUN_USD_MAX')],
  [{ runInvocationsMax: '5' }, each(CAPPED, '.RUN_INVOCATIONS_MAX')],
  [{ scheduleEnabled: 'true' }, ['TuningSchedule.State']],
  [{ scheduleExpression: 'rate(1 day)' }, ['TuningSchedule.ScheduleExpression']],
  [{ scheduledFunctionNames: 'orders' }, ['Dispatch.SCHEDULED_FUNCTION_NAMES']],
  [{ scheduleUsdMax: '5' }, ['Dispatch.SCHEDULE_USD_MAX']],
  [{ releaseUsdMax: '2.5' }, ['Dispatch.RELEASE_USD_MAX']],
  [{ releaseEnabled: 'true' }, ['DeploymentRule.State', 'PipelineRule.State']],
  [{ changeEnabled: 'true' }, ['ChangeRule.State']],
  [{ releasedFunctionNames: 'orders:live' }, ['Dispatch.RELEASED_FUNCTION_NAMES']],
  [{ releasePipelineName: 'main' }, ['PipelineRule.EventPattern']],
  [{ releaseDeploymentGroup: 'main' }, ['DeploymentRule.EventPattern']],
  [{ dispatchedRequest: '{"apply": true}' }, ['Dispatch.DISPATCHED_REQUEST']],
  [
    { releaseHookEnabled: 'true' },
    [
      'HookedRunRule.State',
      'ReleaseHook.RELEASE_HOOK_ENABLED',
      'ReleaseHookName (output)',
      'ReleaseHookRole.Policies',
    ],
  ],
  [{ releaseHookRequest: '{"pauseMs": 5}' }, ['ReleaseHook.RELEASE_HOOK_REQUEST']],
  [{ releaseHookWhenUndecided: 'Failed' }, ['ReleaseHook.RELEASE_HOOK_WHEN_UNDECIDED']],
  [
    { reasoningModelId: 'some.model' },
    [
      ...each([...THINKING, 'ValidatePermissions'], '.REASONING_MODEL_ID'),
      ...each(THINKING, 'Role.Policies'),
    ],
  ],
  // Without a model there is nothing to allow.
  [{ reasoningFoundationModel: 'some.model' }, []],
  [{ reasoningRegion: 'us-east-1' }, each(THINKING, '.REASONING_REGION')],
  [{ reasoningEffort: 'high' }, each(THINKING, '.REASONING_EFFORT')],
  [{ reasoningTokensMax: '9' }, each(THINKING, '.REASONING_TOKENS_MAX')],
  [{ reasoningDeadlineMsMax: '9' }, each(THINKING, '.REASONING_DEADLINE_MS_MAX')],
  [
    { reasoningInputUsdPerMillionTokens: '1' },
    each(THINKING, '.REASONING_INPUT_USD_PER_MILLION_TOKENS'),
  ],
  [
    { reasoningOutputUsdPerMillionTokens: '5' },
    each(THINKING, '.REASONING_OUTPUT_USD_PER_MILLION_TOKENS'),
  ],
  [
    { taskMemoryMb: '1769' },
    each(
      TASKS.filter(
        (task) => !['PlanFleet', 'PrepareTier', 'ReportFleet', 'ResolveFunction'].includes(task),
      ),
      '.MemorySize',
    ),
  ],
  [{ measureTierReservedConcurrency: '5' }, ['MeasureTier.ReservedConcurrentExecutions']],
  [
    { vpcSubnetIds: 'subnet-1,subnet-2', vpcSecurityGroupIds: 'sg-1' },
    [...each(TASKS, '.VpcConfig'), ...each(TASKS, 'Role.Policies')],
  ],
  [
    { redisUrlSecret: 'redis' },
    each([...CACHED, 'TranslateGoal', 'ValidatePermissions'], '.REDIS_URL'),
  ],
  [{ rolePath: '/ops/' }, [...each(ROLES, '.Path'), 'ResolveFunctionRole.Policies']],
  [
    { permissionsBoundary: 'arn:aws:iam::123456789012:policy/b' },
    each(ROLES, '.PermissionsBoundary'),
  ],
  [
    { logKmsKeyArn: key },
    each([...each(TASKS, 'LogGroup'), 'CloneLogGroup', 'StateMachineLogGroup'], '.KmsKeyId'),
  ],
  [
    { monitoringEnabled: 'true' },
    [...ALARMS, 'UndeliveredEventsWarning', 'AlarmTopic', 'AlarmTopicArn (output)', 'Dashboard'],
  ],
  [
    { tracingEnabled: 'true' },
    [...each(['FleetMachine', 'StateMachine'], '.TracingConfiguration'), 'StateMachineTracing'],
  ],
  [
    { logRetentionDays: '30' },
    each([...each(TASKS, 'LogGroup'), 'StateMachineLogGroup'], '.RetentionInDays'),
  ],
  [{ cloneLogRetentionDays: '30' }, ['CloneLogGroup.RetentionInDays']],
];

describe('the parameters of the template', () => {
  it('are each in exactly one group, in the order of parameters.yml', () => {
    const { ParameterGroups } = template.Metadata['AWS::CloudFormation::Interface'];

    expect(ParameterGroups.length).toBeGreaterThan(5);
    expect(ParameterGroups.flatMap(({ Parameters }) => Parameters)).toEqual(
      Object.keys(template.Parameters),
    );
  });

  it('are all used, and so are the conditions', () => {
    const names = Object.keys(template.Parameters);
    const used = [
      ...referredIn(template.Conditions, names),
      ...referredIn(template.Resources, names),
    ];
    const conditions = [template.Resources, template.Outputs].flatMap((part) => [
      ...argumentsOf(part, 'Fn::If').map((argument) => (argument as readonly string[])[0]),
      ...argumentsOf(part, 'Condition').filter((name) => typeof name === 'string'),
    ]);

    expect(names.filter((name) => !used.includes(name))).toEqual([]);
    expect([...new Set(conditions)].toSorted()).toEqual(
      Object.keys(template.Conditions).toSorted(),
    );
  });

  it('have a description, and with a pattern also a description of the constraint', () => {
    const all = parameterGroups().flatMap(({ parameters }) => Object.entries(parameters));

    for (const [name, parameter] of all) {
      expect([name, parameter.Description]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect([name, 'AllowedPattern' in parameter]).toEqual([
        name,
        'ConstraintDescription' in parameter,
      ]);
    }
  });

  it('each have an effect that is listed here', () => {
    const listed = EFFECTS.flatMap(([params]) => Object.keys(params));

    expect(listed.toSorted()).toEqual(parameterOptions());
  });

  it.each(EFFECTS)('%j changes what it should, and nothing else', (params, expected) => {
    expect(changedBy(params)).toEqual(expected.toSorted());
  });

  it('turn names into ARNs, one or two for each', () => {
    const { Resources } = evaluateTemplate(template, {
      targetRoles: 'service-role/app, other',
      targetFunctions: 'orders,mail-*',
      targetKmsKeys: 'key/a,key/b',
    });
    const statements = (id: string) =>
      Resources[id]?.Properties.Policies[0].PolicyDocument.Statement as readonly {
        readonly Action: unknown;
        readonly Resource: unknown;
      }[];
    const resourceOf = (id: string, action: string) =>
      statements(id).find(({ Action }) => Action === action)?.Resource;

    expect(resourceOf('ApplyConfigRole', 'lambda:UpdateFunctionConfiguration')).toEqual([
      'arn:*:lambda:*:*:function:orders',
      'arn:*:lambda:*:*:function:mail-*',
    ]);
    expect(resourceOf('ApplyConfigRole', 'lambda:GetFunction')).toEqual([
      'arn:*:lambda:*:*:function:orders',
      'arn:*:lambda:*:*:function:mail-*',
      'arn:*:lambda:*:*:function:orders:*',
      'arn:*:lambda:*:*:function:mail-*:*',
    ]);
    expect(resourceOf('ApplyConfigRole', 'kms:Decrypt')).toEqual([
      'arn:*:kms:*:*:key/a',
      'arn:*:kms:*:*:key/b',
    ]);
    expect(resourceOf('PrepareTierRole', 'iam:PassRole')).toEqual([
      'arn:*:iam::*:role/service-role/app',
      'arn:*:iam::*:role/other',
    ]);
  });

  it('leave room in the policies of every role for as many names as the pages say', () => {
    const targetFunctions = Array.from(
      { length: NAMES_MAX },
      (_, index) => `function-of-20-char${String.fromCharCode(97 + index)}`,
    ).join(',');
    const { Resources } = evaluateTemplate(template, {
      targetRoles: '*',
      targetFunctions,
      targetKmsKeys: 'key/*',
      reasoningModelId: 'us.anthropic.claude-haiku-5-5',
      vpcSubnetIds: 'subnet-1',
    });
    const lengths = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::IAM::Role')
      .map(({ Properties }) =>
        Properties.Policies.map(({ PolicyDocument }: { readonly PolicyDocument: unknown }) =>
          JSON.stringify(PolicyDocument),
        ).join(''),
      )
      .map((text) => text.length);

    expect(Math.max(...lengths)).toBeLessThan(INLINE_POLICIES_LENGTH_MAX);
    expect(readFileSync(join(import.meta.dirname, '../../docs/deployment.md'), 'utf8')).toContain(
      `about ${NAMES_MAX} names`,
    );
  });

  it('name a model and its foundation model', () => {
    const resourcesWith = (params: Readonly<Record<string, string>>) =>
      evaluateTemplate(template, { ...BASE, ...params }).Resources.TranslateGoalRole?.Properties
        .Policies[0].PolicyDocument.Statement[0].Resource;

    expect(resourcesWith({ reasoningModelId: 'm' })).toEqual([
      'arn:aws:bedrock:*:123456789012:inference-profile/m',
      'arn:aws:bedrock:*::foundation-model/m',
    ]);
    expect(resourcesWith({ reasoningModelId: 'us.m', reasoningFoundationModel: 'm' })).toEqual([
      'arn:aws:bedrock:*:123456789012:inference-profile/us.m',
      'arn:aws:bedrock:*::foundation-model/m',
    ]);
  });
});
