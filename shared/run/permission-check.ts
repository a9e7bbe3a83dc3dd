import type { PermissionsApi } from '../aws/permissions-api.ts';
import { digestOf } from '../core/digest.ts';
import type { PermissionQuestion, PermittedTask } from '../core/task-permissions.ts';
import { InvariantError } from '../errors.ts';
import { type BreakerPorts, guard } from '../resilience/breaker.ts';
import type { Cache } from '../resilience/cache/cache.ts';
import type { Step } from '../runtime/step.ts';

/** Dependencies of {@link checkPermissions}. */
export interface PermissionCheckPorts extends PermissionsApi, BreakerPorts, Pick<Step, 'count'> {
  /** A cache without the store, which takes as long to ask as IAM. */
  readonly cache: Cache;
  /** The role of each task that calls AWS. */
  readonly roleArns: Readonly<Record<string, string>>;
}

/** The questions about the role of each task. */
type Questions<Q extends PermissionQuestion> = ReadonlyMap<PermittedTask, readonly Q[]>;

/** An action that a task's role is not allowed. */
export interface Denial<Q extends PermissionQuestion = PermissionQuestion> {
  readonly task: PermittedTask;
  readonly roleArn: string;
  readonly question: Q;
}

/** IAM's answer for all roles together. */
export type PermissionVerdict<Q extends PermissionQuestion = PermissionQuestion> =
  | { readonly kind: 'allowed' }
  /** IAM could not be asked, or its answer depends on facts that a simulation does not know. */
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'denied'; readonly denials: readonly Denial<Q>[] };

/**
 * How long a positive answer is cached, milliseconds; IAM takes about as long to apply a policy
 * change.
 */
const ALLOWED_LIFE_MS = 60_000;

/**
 * Asks IAM, for all roles in parallel, whether they may do what a run needs.
 *
 * @param options.fresh Whether to ask even if the answer was positive within the last minute.
 */
export async function checkPermissions<Q extends PermissionQuestion>(
  ports: PermissionCheckPorts,
  questions: Questions<Q>,
  { fresh }: { readonly fresh: boolean },
): Promise<PermissionVerdict<Q>> {
  const key = cacheKey(ports, [...questions]);
  if (!fresh && (await ports.cache.read(key, ALLOWED_LIFE_MS)) !== undefined) {
    ports.count('PreflightAllowed');
    return { kind: 'allowed' };
  }
  const verdict = await ask(ports, questions);
  switch (verdict.kind) {
    case 'allowed':
      ports.count('PreflightAllowed');
      await ports.cache.write(key, true, ALLOWED_LIFE_MS);
      break;
    case 'unknown':
      ports.count('PreflightSkipped');
      break;
    case 'denied':
      ports.count('PreflightDenied');
      break;
  }
  return verdict;
}

/** Describes a denial: the role, the action, and the resource. */
export function denialText({ roleArn, question }: Denial): string {
  return `role ${roleArn} is not allowed ${question.action} on ${question.resourceArn}`;
}

function cacheKey({ roleArns }: PermissionCheckPorts, questions: readonly unknown[]): string {
  return `preflight/${digestOf([roleArns, questions])}`;
}

async function ask<Q extends PermissionQuestion>(
  ports: PermissionCheckPorts,
  questions: Questions<Q>,
): Promise<PermissionVerdict<Q>> {
  // Done before IAM is asked: a role that the deployment does not name is not a failure of IAM.
  const roles = [...questions].map(([task, ofTask]) => ({
    task,
    roleArn: roleArnOf(ports, task),
    questions: ofTask,
  }));
  const answer = await guard(ports, 'iamSimulation', () =>
    Promise.all(roles.map((role) => askForRole(ports, role))),
  );
  if (answer.kind === 'unavailable') {
    return { kind: 'unknown', reason: answer.reason };
  }
  const denials = answer.value.flatMap((ofRole) => ofRole.denials);
  const [doubt] = answer.value.flatMap((ofRole) => ofRole.doubts);
  if (denials.length > 0) {
    return { kind: 'denied', denials };
  }
  return doubt === undefined ? { kind: 'allowed' } : { kind: 'unknown', reason: doubt };
}

function roleArnOf({ roleArns }: PermissionCheckPorts, task: PermittedTask): string {
  const roleArn = roleArns[task];
  if (roleArn === undefined) {
    throw new InvariantError(`Cannot check the permissions of ${task}: its role is not known`);
  }
  return roleArn;
}

interface AskedRole<Q extends PermissionQuestion> {
  readonly task: PermittedTask;
  readonly roleArn: string;
  readonly questions: readonly Q[];
}

async function askForRole<Q extends PermissionQuestion>(
  ports: PermissionCheckPorts,
  { task, roleArn, questions }: AskedRole<Q>,
): Promise<{ denials: readonly Denial<Q>[]; doubts: readonly string[] }> {
  const result = await ports.simulatePermissions({ roleArn, questions });
  if (result.kind === 'notPermitted') {
    return { denials: [], doubts: [result.message] };
  }
  const about = (wanted: string) =>
    questions.filter((_, index) => result.answers[index] === wanted);
  return {
    denials: about('denied').map((question) => ({ task, roleArn, question })),
    doubts: about('unknown').map(
      ({ action, resourceArn }) =>
        `IAM cannot tell whether ${roleArn} is allowed ${action} on ${resourceArn}`,
    ),
  };
}
