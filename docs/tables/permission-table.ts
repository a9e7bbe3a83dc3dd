import { readLocalDeployment } from '../../local/deployment/local-deployment.ts';
import { NEEDED_PERMISSIONS, type RunPurpose } from '../../shared/core/task-permissions.ts';
import { markdownTable, textsOf } from './markdown-table.ts';

const OWN_VPC = "connects the tuner's own functions to a VPC, if `VpcSubnetIds` are given";

/** Reasons why a role has an action. */
const REASONS: Readonly<Record<string, string>> = {
  'iam:SimulatePrincipalPolicy': 'checks in advance whether the run has all permissions',
  'lambda:GetFunction': 'reads the function or the clone, and reads a change back',
  'lambda:GetAlias': 'reads the alias that `applyTo` names',
  'lambda:ListVersionsByFunction': 'finds the previous release for a comparison',
  'lambda:ListProvisionedConcurrencyConfigs':
    'reads how many environments are kept ready; without it, the number is not known',
  'lambda:GetProvisionedConcurrencyConfig': 'reads whether the alias has provisioned concurrency',
  'lambda:GetAccountSettings': 'reads the free concurrency, of which a run uses at most a fifth',
  'cloudwatch:GetMetricData':
    'reads how the function is used (without it, no production picture, and no order of a fleet), and compares production before and after a change',
  'states:DescribeExecution':
    'checks whether the run that holds a function, or that left clones, is still alive; reads how a run of a fleet or of a hook ended',
  'states:GetExecutionHistory': 'reads what a stopped run had measured',
  'lambda:ListFunctions': 'reads what tuning the functions of a fleet is expected to save',
  'states:StartExecution': 'starts a run for an event',
  'codedeploy:ListDeploymentTargets':
    'finds the function and the versions of a deployment; with `ReleaseHookEnabled` alone',
  'codedeploy:BatchGetDeploymentTargets': 'the same',
  'codedeploy:PutLifecycleEventHookExecutionStatus':
    'tells CodeDeploy whether the traffic may move; with `ReleaseHookEnabled` alone',
  'tag:GetResources': 'finds the functions that opted in, for the word `opted-in` and for a fleet',
  'lambda:CreateFunction': 'makes the clones',
  'lambda:ListTags':
    "reads the function's tags, which the clone gets, and the tag that proves whose clone it is",
  'lambda:GetFunctionCodeSigningConfig': "reads the function's code signing, which the clone gets",
  'lambda:PutRuntimeManagementConfig': 'pins a clone to the build of the runtime of the function',
  'elasticfilesystem:DescribeMountTargets':
    'Lambda asks for it when a function with a file system is created',
  'ecr:BatchGetImage': 'Lambda asks for it when a function of an image is created',
  'ecr:GetDownloadUrlForLayer': 'Lambda asks for it when a function of an image is created',
  'lambda:TagResource': 'marks each clone with its run',
  'iam:PassRole': "gives a clone the function's own role; to Lambda only",
  'lambda:GetLayerVersion':
    'Lambda asks for it when a function with layers is created; layers are inspected before the other architecture is measured',
  'ec2:DescribeSecurityGroups': 'Lambda asks for it when a function in a VPC is created',
  'ec2:DescribeSubnets': `Lambda asks for it when a function in a VPC is created; ${OWN_VPC}`,
  'ec2:CreateNetworkInterface': OWN_VPC,
  'ec2:DescribeNetworkInterfaces': OWN_VPC,
  'ec2:DeleteNetworkInterface': OWN_VPC,
  'ec2:AssignPrivateIpAddresses': OWN_VPC,
  'ec2:UnassignPrivateIpAddresses': OWN_VPC,
  'ec2:DescribeVpcs': 'Lambda asks for it when a function in a VPC is created',
  'kms:Decrypt':
    'GetFunction shows the environment variables that a customer managed key encrypts (`TargetKmsKeys`)',
  'kms:Encrypt': 'a clone has the variables of the function, under the same key',
  'kms:CreateGrant': 'Lambda takes a grant on the key of a clone',
  'sqs:SendMessage': 'keeps the event of a run, a sweep or an answer that could not be delivered',
  'lambda:InvokeFunction': 'invokes the clones, and the processors',
  'bedrock:InvokeModelWithResponseStream':
    'asks the model, and reads its answer as it comes; without `ReasoningModelId` there is no such statement',
  'lambda:UpdateFunctionConfiguration':
    'writes the size (ApplyConfig), and writes the old one back (WatchProduction)',
  'lambda:PublishVersion':
    'publishes a version with the chosen size if `applyTo` names an alias (MoveAlias), and a version of each clone with SnapStart (PrepareTier)',
  'lambda:UpdateAlias': 'moves the alias (MoveAlias), and moves it back (WatchProduction)',
  'logs:CreateLogStream': 'writes its own log',
  'logs:PutLogEvents': 'writes its own log',
  'lambda:DeleteFunction': 'deletes the clones; no other function can be deleted',
};

/** Meaning of a resource, by a part of its ARN. The first match counts. */
const RESOURCES: readonly (readonly [part: string, meaning: string])[] = [
  ['-clone-', 'clones'],
  [':function:<TargetFunctions>', 'functions to tune'],
  [':function:<ProcessorFunctions>', 'processors (`ProcessorFunctions`)'],
  [':function:*', 'functions whose tag `autotuner` allows it'],
  [':kms:', 'keys of the functions to tune (`TargetKmsKeys`)'],
  [':sqs:', 'the queue of undelivered events'],
  [':role/<TargetRoles>', 'roles of the functions to tune'],
  [':role/', "the tasks' own roles"],
  [':deploymentgroup:', 'deployment groups'],
  [':execution:', "the tuner's own executions"],
  [':stateMachine:', "the tuner's own state machine"],
  [':log-group:', "the tasks' own log groups"],
  [':repository/', 'repositories of images'],
  ['arn:aws:bedrock:', 'the configured model and inference profile'],
];

const PURPOSES: Readonly<Record<RunPurpose, string>> = {
  measure: 'every run',
  preProcess: '`preProcessor`',
  postProcess: '`postProcessor`',
  comparePrevious: '`compareWith: "previous"`',
  apply: '`apply`',
  applyToAlias: '`applyTo` with an alias',
  watch: '`watchMinutes`',
  watchAlias: '`watchMinutes` with an alias',
};

function deployedFunctions() {
  return readLocalDeployment({
    accountId: '123456789012',
    region: 'us-east-1',
    params: {
      targetFunctions: '<TargetFunctions>',
      targetRoles: '<TargetRoles>',
      processorFunctions: '<ProcessorFunctions>',
      targetKmsKeys: '<TargetKmsKeys>',
      reasoningModelId: '<ReasoningModelId>',
      releaseHookEnabled: 'true',
      vpcSubnetIds: '<VpcSubnetIds>',
    },
  }).functions;
}

interface Grant {
  readonly task: string;
  readonly action: string;
  readonly resource: string;
}

function grants(): readonly Grant[] {
  return deployedFunctions().flatMap(({ key, statements }) =>
    allowing(statements).flatMap(({ Action, Resource }) =>
      listOf(Action).flatMap((action) =>
        listOf(Resource).map((resource) => ({ task: stateName(key), action, resource })),
      ),
    ),
  );
}

/** Leaves out denials: they only restrict what is allowed elsewhere. */
function allowing<S extends { readonly Effect: string }>(statements: readonly S[]): readonly S[] {
  return statements.filter(({ Effect }) => Effect === 'Allow');
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function stateName(key: string): string {
  return `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
}

/**
 * Returns a table of what the tasks' roles may do outside the bucket, by action.
 * @throws {RangeError} If an action has no reason, or a resource is of no known kind.
 */
export function permissionTable(): string {
  const all = grants().filter(({ action }) => !action.startsWith('s3:'));
  const actions = distinct(all.map(({ action }) => action));
  const reasons = textsOf('the permissions', actions, REASONS);
  return markdownTable(
    ['action', 'on', 'tasks', 'because'],
    actions.map((action, index) => {
      const ofAction = all.filter((grant) => grant.action === action);
      return [
        `\`${action}\``,
        distinct(ofAction.map(({ resource }) => meaningOf(resource))).join('; '),
        taskNames(ofAction.map(({ task }) => task)),
        String(reasons[index]),
      ];
    }),
  );
}

function taskNames(tasks: readonly string[]): string {
  const names = distinct(tasks);
  return names.length === deployedFunctions().length ? 'all' : names.join(', ');
}

function meaningOf(resource: string): string {
  if (resource === '*') {
    return 'everything';
  }
  const [, meaning] = RESOURCES.find(([part]) => resource.includes(part)) ?? [];
  if (meaning === undefined) {
    throw new RangeError(
      `Cannot describe a permission: its resource must be of a known kind: current value is "${resource}"`,
    );
  }
  return meaning;
}

/** Returns a table of what the tasks may do in the bucket, by prefix. */
export function bucketTable(): string {
  const all = grants().filter(
    ({ action, resource }) => action.startsWith('s3:') && /\//.test(resource),
  );
  const prefixes = distinct(all.map(({ resource }) => prefixOf(resource))).toSorted();
  const tasksWith = (prefix: string, action: string) =>
    distinct(
      all
        .filter((grant) => grant.action === action && prefixOf(grant.resource) === prefix)
        .map(({ task }) => task),
    ).join(', ') || '–';
  return markdownTable(
    ['prefix', 'read by', 'written by', 'deleted by'],
    prefixes.map((prefix) => [
      `\`${prefix}\``,
      tasksWith(prefix, 's3:GetObject'),
      tasksWith(prefix, 's3:PutObject'),
      tasksWith(prefix, 's3:DeleteObject'),
    ]),
  );
}

function prefixOf(resource: string): string {
  return resource.replace(/^[^/]*\//, '').replace(/\*$/, '');
}

/** Returns a table of what ValidatePermissions asks IAM, by purpose of a run. */
export function preflightTable(): string {
  return markdownTable(
    ['asked for', 'role of', 'action', 'on'],
    NEEDED_PERMISSIONS.map(({ purpose, task, action, scope }) => [
      PURPOSES[purpose],
      stateName(task),
      `\`${action}\``,
      scope === 'target' ? 'the function' : 'clones',
    ]),
  );
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
