/** The tasks that call AWS on behalf of a run, by their key in serverless.yml. */
export type PermittedTask =
  | 'resolveFunction'
  | 'prepareTier'
  | 'measureTier'
  | 'applyConfig'
  | 'verifyConfig'
  | 'cleanUp';

/** What an action acts on: the function that is tuned, or the run's clones of it. */
export type PermissionScope = 'target' | 'clones';

/** One action that a run cannot do without. */
export interface NeededPermission {
  readonly task: PermittedTask;
  readonly action: string;
  readonly scope: PermissionScope;
  /** True if only a run that changes the function needs it. */
  readonly isForApply: boolean;
}

/**
 * What each task's role must be allowed for a run to end well. Actions with a documented fallback
 * are not here, nor is passing the target's role, which is unknown until the target is read.
 */
export const NEEDED_PERMISSIONS: readonly NeededPermission[] = [
  needed('resolveFunction', 'lambda:GetFunction', 'target'),
  needed('prepareTier', 'lambda:GetFunction', 'target'),
  needed('prepareTier', 'lambda:GetFunction', 'clones'),
  needed('prepareTier', 'lambda:CreateFunction', 'clones'),
  needed('prepareTier', 'lambda:TagResource', 'clones'),
  needed('measureTier', 'lambda:InvokeFunction', 'clones'),
  needed('cleanUp', 'lambda:DeleteFunction', 'clones'),
  { ...needed('applyConfig', 'lambda:UpdateFunctionConfiguration', 'target'), isForApply: true },
  { ...needed('applyConfig', 'lambda:GetFunction', 'target'), isForApply: true },
  { ...needed('verifyConfig', 'lambda:GetFunction', 'target'), isForApply: true },
];

/** What one role is asked about. */
export interface PermissionQuestion {
  readonly action: string;
  readonly resourceArn: string;
}

/** The ARNs that stand for the scopes of a run. */
export type ScopeArns = Readonly<Record<PermissionScope, string>>;

/** The questions for each task's role; tasks that need nothing for this run are left out. */
export function permissionQuestions(
  scopeArns: ScopeArns,
  isApplying: boolean,
): ReadonlyMap<PermittedTask, readonly PermissionQuestion[]> {
  const questions = new Map<PermittedTask, PermissionQuestion[]>();
  for (const { task, action, scope, isForApply } of NEEDED_PERMISSIONS) {
    if (isApplying || !isForApply) {
      const ofTask = questions.get(task) ?? [];
      questions.set(task, [...ofTask, { action, resourceArn: scopeArns[scope] }]);
    }
  }
  return questions;
}

function needed(task: PermittedTask, action: string, scope: PermissionScope): NeededPermission {
  return { task, action, scope, isForApply: false };
}
