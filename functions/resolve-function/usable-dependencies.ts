import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import {
  type DependencyQuestion,
  dependencyQuestions,
} from '../../shared/core/dependency-permissions.ts';
import { purposesOf } from '../../shared/core/task-permissions.ts';
import { PermissionDeniedError } from '../../shared/errors.ts';
import {
  checkPermissions,
  type Denial,
  denialText,
  type PermissionCheckPorts,
} from '../../shared/run/permission-check.ts';

/** Dependencies of {@link requireUsableDependencies}. */
export interface UsableDependenciesPorts extends PermissionCheckPorts {
  /** Prefix of every clone's name. */
  readonly clonePrefix: string;
}

/**
 * Ends a run at once if its clones could not be made, because a role lacks a permission on the
 * function's own role, key, layers, file systems, image, network or runtime. If IAM cannot answer,
 * the run continues.
 *
 * @throws {PermissionDeniedError} If a role lacks a permission; lists every one, each with its
 *   remedy.
 */
export async function requireUsableDependencies(
  ports: UsableDependenciesPorts,
  { functionArn, dependencies }: FunctionDescription,
  request: TuningRequest,
): Promise<void> {
  const clonesArn = functionArn.replace(/[^:]+$/, `${ports.clonePrefix}preflight`);
  const questions = dependencyQuestions(dependencies, purposesOf(request), clonesArn);
  const verdict = await checkPermissions(ports, questions, request);
  const denials = verdict.kind === 'denied' ? withoutRefuted(verdict.denials) : [];
  if (denials.length > 0) {
    throw new PermissionDeniedError(
      `Cannot tune "${functionArn}": ${denials.map((denial) => `${denialText(denial)}: ${denial.question.remedy}`).join('; ')}`,
    );
  }
}

type Denials = readonly Denial<DependencyQuestion>[];

/**
 * Drops denials on a KMS key that are known to be wrong. A key's own policy can grant what a role's
 * policies do not, and a simulation does not see that. This task has just read the function's
 * encrypted variables, so if IAM denies even that, none of its denials on the key count.
 */
function withoutRefuted(denials: Denials): Denials {
  const isOfKey = ({ question }: Denials[number]) => question.action.startsWith('kms:');
  const isRefuted = denials.some((denial) => isOfKey(denial) && denial.task === 'resolveFunction');
  return isRefuted ? denials.filter((denial) => !isOfKey(denial)) : denials;
}
