import type { PermissionQuestion, PermittedTask, RunPurpose } from './task-permissions.ts';

/** What a function is made of beside its code: other resources, to which its clones need access. */
export interface FunctionDependencies {
  /** The role that it runs with. */
  readonly roleArn: string;
  /** The key of its environment variables; absent where Lambda's own key is used. */
  readonly kmsKeyArn?: string;
  /** Whether there are variables that the key encrypts. */
  readonly hasVariables: boolean;
  readonly layerVersionArns: readonly string[];
  /** Access points of its file systems. */
  readonly accessPointArns: readonly string[];
  /** The ECR repository of its image; absent for zips. */
  readonly repositoryArn?: string;
  readonly isInVpc: boolean;
  /** Whether a clone may get another build of its runtime, and has to be pinned to this one. */
  readonly isRuntimePinnable: boolean;
}

/** A question, and what to do where the answer is no. */
export interface DependencyQuestion extends PermissionQuestion {
  readonly remedy: string;
}

/** Tasks that read the function, environment variables included, by what a run is for. */
const READING_TASKS: Readonly<Record<RunPurpose, readonly PermittedTask[]>> = {
  measure: ['resolveFunction', 'prepareTier'],
  preProcess: [],
  postProcess: [],
  comparePrevious: [],
  apply: ['applyConfig', 'verifyConfig'],
  applyToAlias: ['moveAlias'],
  watch: ['watchProduction'],
  watchAlias: [],
};

/**
 * What the roles must be allowed on the resources that a function uses, for each task. Empty lists
 * are left out.
 *
 * @param clonesArn Stands for the clones of the function.
 */
export function dependencyQuestions(
  dependencies: FunctionDependencies,
  purposes: ReadonlySet<RunPurpose>,
  clonesArn: string,
): ReadonlyMap<PermittedTask, readonly DependencyQuestion[]> {
  const readers = [...purposes].flatMap((purpose) => READING_TASKS[purpose]);
  const tasks = new Set<PermittedTask>(['prepareTier', ...readers]);
  const questions = [...tasks].map(
    (task) =>
      [
        task,
        [
          ...keyQuestions(dependencies, task),
          ...(task === 'prepareTier' ? cloneQuestions(dependencies, clonesArn) : []),
        ],
      ] as const,
  );
  return new Map(questions.filter(([, ofTask]) => ofTask.length > 0));
}

/** Reading a function decrypts its variables, if it has any; CreateFunction uses the key anyway. */
function keyQuestions(
  { kmsKeyArn, hasVariables }: FunctionDependencies,
  task: PermittedTask,
): readonly DependencyQuestion[] {
  const forReading = hasVariables ? ['kms:Decrypt'] : [];
  const actions =
    task === 'prepareTier' ? ['kms:Decrypt', 'kms:Encrypt', 'kms:CreateGrant'] : forReading;
  return kmsKeyArn === undefined
    ? []
    : actions.map((action) => ({
        action,
        resourceArn: kmsKeyArn,
        context: { 'kms:ViaService': `lambda.${regionIn(kmsKeyArn)}.amazonaws.com` },
        remedy:
          'deploy the tuner with "TargetKmsKeys" that include it, or allow it in the key\'s policy',
      }));
}

/** What Lambda asks of the caller of CreateFunction for a function with a VPC. */
const VPC_ACTIONS = ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'];

/**
 * What Lambda asks of the caller of CreateFunction for the resources in the request, and of who
 * pins the clone's runtime. Not asked for is lambda:PublishVersion: it mends one clone with
 * SnapStart whose snapshot was refused, and the other sizes do without.
 */
function cloneQuestions(
  dependencies: FunctionDependencies,
  clonesArn: string,
): readonly DependencyQuestion[] {
  const { roleArn, layerVersionArns, accessPointArns, repositoryArn } = dependencies;
  const { isInVpc, isRuntimePinnable } = dependencies;
  const allow = 'add the permission to the role, or remove the policy that denies it';
  return [
    {
      action: 'iam:PassRole',
      resourceArn: roleArn,
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
      remedy: 'deploy the tuner with "TargetRoles" that include it',
    },
    ...layerVersionArns.map((resourceArn) => ({
      action: 'lambda:GetLayerVersion',
      resourceArn,
      remedy: allow,
    })),
    ...accessPointArns.map((resourceArn) => ({
      action: 'elasticfilesystem:DescribeMountTargets',
      resourceArn,
      remedy: allow,
    })),
    ...(repositoryArn === undefined
      ? []
      : ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].map((action) => ({
          action,
          resourceArn: repositoryArn,
          remedy: allow,
        }))),
    ...(isInVpc ? VPC_ACTIONS : []).map((action) => ({ action, resourceArn: '*', remedy: allow })),
    ...(isRuntimePinnable ? ['lambda:PutRuntimeManagementConfig'] : []).map((action) => ({
      action,
      resourceArn: clonesArn,
      remedy: allow,
    })),
  ];
}

function regionIn(arn: string): string {
  return arn.split(':')[3] ?? '';
}
