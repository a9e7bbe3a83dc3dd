import { PREVIOUS_RELEASE } from './measurement/release-clone.ts';
import { OPT_IN_TAG } from './opt-in.ts';

/** The tasks that call AWS on behalf of a run, by their keys in serverless.yml. */
export type PermittedTask =
  | 'resolveFunction'
  | 'prepareTier'
  | 'measureTier'
  | 'applyConfig'
  | 'verifyConfig'
  | 'moveAlias'
  | 'watchProduction'
  | 'cleanUp';

/** The resource of an action: the function to tune, the run's clones of it, or a processor. */
type PermissionScope = 'target' | 'clones' | 'preProcessor' | 'postProcessor';

/** The purposes that a run can have: always `measure`, the others if the request asks for them. */
export const RUN_PURPOSES = [
  'measure',
  'preProcess',
  'postProcess',
  'comparePrevious',
  'apply',
  'applyToAlias',
  'watch',
  'watchAlias',
] as const;

export type RunPurpose = (typeof RUN_PURPOSES)[number];

/** An action that a run cannot do without. */
interface NeededPermission {
  readonly task: PermittedTask;
  readonly action: string;
  readonly scope: PermissionScope;
  readonly purpose: RunPurpose;
}

/**
 * The permissions that each task's role needs for a run to succeed. Actions with a documented
 * fallback are left out. Permissions for the target's own role, key, layers and so on are in
 * `dependency-permissions.ts`, because they are unknown until the target is read.
 */
export const NEEDED_PERMISSIONS: readonly NeededPermission[] = [
  needed('measure', 'resolveFunction', 'lambda:GetFunction', 'target'),
  needed('measure', 'resolveFunction', 'lambda:ListTags', 'target'),
  needed('measure', 'prepareTier', 'lambda:GetFunction', 'target'),
  needed('measure', 'prepareTier', 'lambda:GetFunction', 'clones'),
  needed('measure', 'prepareTier', 'lambda:ListTags', 'clones'),
  needed('measure', 'prepareTier', 'lambda:CreateFunction', 'clones'),
  needed('measure', 'prepareTier', 'lambda:TagResource', 'clones'),
  needed('measure', 'measureTier', 'lambda:InvokeFunction', 'clones'),
  needed('preProcess', 'measureTier', 'lambda:InvokeFunction', 'preProcessor'),
  needed('postProcess', 'measureTier', 'lambda:InvokeFunction', 'postProcessor'),
  needed('measure', 'cleanUp', 'lambda:DeleteFunction', 'clones'),
  needed('comparePrevious', 'resolveFunction', 'lambda:ListVersionsByFunction', 'target'),
  needed('apply', 'applyConfig', 'lambda:UpdateFunctionConfiguration', 'target'),
  needed('apply', 'applyConfig', 'lambda:GetFunction', 'target'),
  needed('apply', 'verifyConfig', 'lambda:GetFunction', 'target'),
  needed('applyToAlias', 'resolveFunction', 'lambda:GetAlias', 'target'),
  needed('applyToAlias', 'moveAlias', 'lambda:GetFunction', 'target'),
  needed('applyToAlias', 'moveAlias', 'lambda:GetAlias', 'target'),
  needed('applyToAlias', 'moveAlias', 'lambda:PublishVersion', 'target'),
  needed('applyToAlias', 'moveAlias', 'lambda:UpdateAlias', 'target'),
  needed('watch', 'watchProduction', 'lambda:GetFunction', 'target'),
  needed('watch', 'watchProduction', 'lambda:UpdateFunctionConfiguration', 'target'),
  needed('watchAlias', 'watchProduction', 'lambda:GetAlias', 'target'),
  needed('watchAlias', 'watchProduction', 'lambda:UpdateAlias', 'target'),
];

/** One permission to check for a role. */
export interface PermissionQuestion {
  readonly action: string;
  readonly resourceArn: string;
  /** Condition keys of the call, with their values; absent if the policies need none. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The ARN for each scope of a run; those of processors are absent if the run has none. */
type ScopeArns = Readonly<
  Record<'target' | 'clones', string> & Partial<Record<PermissionScope, string>>
>;

/**
 * Returns the permissions to check for each task's role; tasks that this run needs nothing from are
 * left out. The check assumes that the target's tag allows this run; ResolveFunction verifies the
 * tag itself.
 */
export function permissionQuestions(
  scopeArns: ScopeArns,
  purposes: ReadonlySet<RunPurpose>,
): ReadonlyMap<PermittedTask, readonly PermissionQuestion[]> {
  const questions = new Map<PermittedTask, PermissionQuestion[]>();
  const tag = purposes.has('apply') ? 'apply' : 'recommend';
  const context = { [`aws:ResourceTag/${OPT_IN_TAG}`]: tag };
  for (const { task, action, scope, purpose } of NEEDED_PERMISSIONS) {
    const resourceArn = scopeArns[scope];
    if (purposes.has(purpose) && resourceArn !== undefined) {
      const ofTask = questions.get(task) ?? [];
      questions.set(task, [...ofTask, { action, resourceArn, context }]);
    }
  }
  return questions;
}

/** The fields of a request that determine the purposes of its run. */
interface RunAims {
  readonly apply: boolean;
  /** An alias name, or `$LATEST`. */
  readonly applyTo: string;
  readonly watchMinutes?: number;
  readonly preProcessor?: string;
  readonly postProcessor?: string;
  /** The release to compare with; absent if the run tries sizes. */
  readonly compareWith?: string;
}

/** Derives the purposes of a run from its request. */
export function purposesOf(aims: RunAims): ReadonlySet<RunPurpose> {
  const { apply, applyTo, watchMinutes, preProcessor, postProcessor, compareWith } = aims;
  const isForAlias = apply && applyTo !== '$LATEST';
  const isWatched = apply && watchMinutes !== undefined;
  const purposes: Readonly<Record<RunPurpose, boolean>> = {
    measure: true,
    preProcess: preProcessor !== undefined,
    postProcess: postProcessor !== undefined,
    comparePrevious: compareWith === PREVIOUS_RELEASE,
    apply,
    applyToAlias: isForAlias,
    watch: isWatched,
    watchAlias: isForAlias && isWatched,
  };
  return new Set(RUN_PURPOSES.filter((purpose) => purposes[purpose]));
}

function needed(
  purpose: RunPurpose,
  task: PermittedTask,
  action: string,
  scope: PermissionScope,
): NeededPermission {
  return { task, action, scope, purpose };
}
