import type { PermissionQuestion, PermittedTask, RunPurpose } from './task-permissions.ts';

/** Resources that a function uses beside its code; its clones need access to them too. */
export interface FunctionDependencies {
  /** The execution role. */
  readonly roleArn: string;
  /** The KMS key of its environment variables; absent if Lambda's own key is used. */
  readonly kmsKeyArn?: string;
  /** Whether the function has environment variables for the key to encrypt. */
  readonly hasVariables: boolean;
  readonly layerVersionArns: readonly string[];
  /** Access points of its file systems. */
  readonly accessPointArns: readonly string[];
  /** The ECR repository of its image; absent for a zip package. */
  readonly repositoryArn?: string;
  readonly isInVpc: boolean;
  /** Whether a clone may get another build of the runtime, and so must be pinned to this one. */
  readonly isRuntimePinnable: boolean;
}

/** A permission to check, and what to do if it is missing. */
export interface DependencyQuestion extends PermissionQuestion {
  readonly remedy: string;
}

/** Tasks that read the function with its environment variables, for each purpose of a run. */
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
 * Returns the permissions that each task's role needs on the resources of a function. Tasks that
 * need none are left out.
 *
 * @param clonesArn ARN pattern of the function's clones.
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

/**
 * Reading a function decrypts its environment variables, if it has any. CreateFunction uses the key
 * even if there are none.
 */
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

/** Actions that the caller of CreateFunction needs for a function in a VPC. */
const VPC_ACTIONS = ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'];

/**
 * Returns the permissions that CreateFunction needs for the resources in its request, and those for
 * pinning the clone's runtime. lambda:PublishVersion is not checked: it is only used to repair a
 * clone whose SnapStart snapshot was refused, and the run can go on with the other sizes without
 * it.
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
