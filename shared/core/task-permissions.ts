import { PREVIOUS_RELEASE } from './measurement/release-clone.ts';
import { OPT_IN_TAG } from './opt-in.ts';

/** The tasks that call AWS on behalf of a run, by their key in serverless.yml. */
export type PermittedTask =
  | 'resolveFunction'
  | 'prepareTier'
  | 'measureTier'
  | 'applyConfig'
  | 'verifyConfig'
  | 'moveAlias'
  | 'watchProduction'
  | 'cleanUp';

/** What an action acts on: the function that is tuned, the run's clones of it, or a processor. */
type PermissionScope = 'target' | 'clones' | 'preProcessor' | 'postProcessor';

/** What a run is for: measuring always, the others where the request asks for them. */
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

/** One action that a run cannot do without. */
interface NeededPermission {
  readonly task: PermittedTask;
  readonly action: string;
  readonly scope: PermissionScope;
  readonly purpose: RunPurpose;
}

/**
 * What each task's role must be allowed for a run to end well. Actions with a documented fallback
 * are not here; what the target's own role, key, layers and so on need is in
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

/** What one role is asked about. */
export interface PermissionQuestion {
  readonly action: string;
  readonly resourceArn: string;
  /** Condition keys that the call will have, with their values; absent where policies need none. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The ARNs that stand for the scopes of a run; those of processors where it has any. */
type ScopeArns = Readonly<
  Record<'target' | 'clones', string> & Partial<Record<PermissionScope, string>>
>;

/**
 * The questions for each task's role; tasks that need nothing for this run are left out. They are
 * asked as if the target's tag allowed this run, which ResolveFunction looks up.
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

/** The fields of a request that tell what its run is for. */
interface RunAims {
  readonly apply: boolean;
  /** An alias, or `$LATEST`. */
  readonly applyTo: string;
  readonly watchMinutes?: number;
  readonly preProcessor?: string;
  readonly postProcessor?: string;
  /** What is compared with; absent where sizes are tried. */
  readonly compareWith?: string;
}

/** What a run is for, by its request. */
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
