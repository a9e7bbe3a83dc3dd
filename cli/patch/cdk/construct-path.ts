import { createHash } from 'node:crypto';
import type { NameMatch } from '../source/name-pattern.ts';
import { matchGeneratedName, RANDOM_SUFFIX } from '../source/name-pattern.ts';
import {
  type CdkCall,
  type CdkCallable,
  type CdkExpression,
  callablesAround,
  lookUp,
} from './cdk-program.ts';
import { argumentOf, type CdkProject, type Path } from './cdk-project.ts';
import { plainText } from './cdk-value.ts';

/** The position of a construct in its stack. */
export interface ConstructPath {
  /** Construct ids from the stack's children to it; `undefined` if one of them is not known. */
  readonly ids: readonly string[] | undefined;
  /** The stack's own id, which is also its name unless the program sets another. */
  readonly stackId: string | undefined;
}

const UNKNOWN: ConstructPath = { ids: undefined, stackId: undefined };
const DEPTH_MAX = 12;

/** Follows the scopes of a construct up to its stack. */
export function constructPathOf(
  project: CdkProject,
  call: CdkCall,
  path: Path,
  depth = 0,
): ConstructPath {
  const at = { project, path, depth: 0 };
  const id = plainText(
    at,
    argumentOf(call, { index: 1, name: call.file.language === 'python' ? 'construct_id' : 'id' }),
  );
  if (isStack(project, call.callee)) {
    return { ids: [], stackId: id };
  }
  const scope = argumentOf(call, { index: 0, name: 'scope' });
  if (scope === undefined || id === undefined || depth > DEPTH_MAX) return UNKNOWN;
  const parent = pathOfScope(project, scope, path, depth + 1);
  return { ...parent, ids: parent.ids && [...parent.ids, id] };
}

function pathOfScope(
  project: CdkProject,
  scope: CdkExpression,
  path: Path,
  depth: number,
): ConstructPath {
  if (depth > DEPTH_MAX) return UNKNOWN;
  if (scope.kind === 'call') return constructPathOf(project, scope, path, depth);
  if (scope.kind !== 'name') return UNKNOWN;
  if (scope.name === 'this' || scope.name === 'self') {
    const owner = callablesAround(scope.scope).find(({ kind }) => kind === 'class');
    return owner === undefined ? UNKNOWN : pathOfInstance(project, owner, path, depth);
  }
  const binding = lookUp(scope.scope, scope.name);
  if (binding?.kind === 'constant') return pathOfScope(project, binding.value, path, depth + 1);
  const site = binding?.kind === 'parameter' ? path.sites.get(binding.callable) : undefined;
  const argument =
    binding?.kind === 'parameter' && site ? argumentOf(site.call, binding.parameter) : undefined;
  return site === undefined || argument === undefined
    ? UNKNOWN
    : pathOfScope(project, argument, site.path, depth + 1);
}

function pathOfInstance(
  project: CdkProject,
  owner: CdkCallable,
  path: Path,
  depth: number,
): ConstructPath {
  const site = path.sites.get(owner);
  if (site !== undefined) return constructPathOf(project, site.call, site.path, depth + 1);
  return isStack(project, owner.name) ? { ids: [], stackId: undefined } : UNKNOWN;
}

/** Whether a class is a stack, by its name or by a class that it extends. */
function isStack(project: CdkProject, name: string, depth = 0): boolean {
  if (/Stack$/.test(name)) return true;
  const base = project.callableOf(name)?.base;
  return base !== undefined && depth < DEPTH_MAX && isStack(project, base, depth + 1);
}

/** The hash that the CDK adds to a logical id, characters. */
const HASH_LENGTH = 8;

/** Longest human-readable part of a logical id, characters (aws-cdk-lib, uniqueid). */
const HUMAN_LENGTH_MAX = 240;

/** Returns the logical id that the CDK gives a resource at a path of construct ids. */
export function logicalIdOf(ids: readonly string[]): string {
  const shown = ids.filter((id) => id !== 'Default');
  const [only, ...others] = shown;
  if (only !== undefined && others.length === 0 && /^[A-Za-z0-9]{1,255}$/.test(only)) {
    return only;
  }
  const hash = createHash('md5').update(shown.join('/')).digest('hex').slice(0, HASH_LENGTH);
  const human = withoutRepeats(shown)
    .filter((id) => id !== 'Resource')
    .map((id) => id.replaceAll(/[^A-Za-z0-9]/g, ''))
    .join('')
    .slice(0, HUMAN_LENGTH_MAX);
  return `${human}${hash.toUpperCase()}`;
}

/** Leaves out an id if the one before it ends with it, as the CDK does. */
function withoutRepeats(ids: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const id of ids) {
    if (kept.at(-1)?.endsWith(id) !== true) kept.push(id);
  }
  return kept;
}

/** Compares a deployed name with the one that CloudFormation generates for a construct. */
export function matchConstruct(
  { ids, stackId }: ConstructPath,
  { id, isResource }: { readonly id: string | undefined; readonly isResource: boolean },
  deployedName: string,
): NameMatch | undefined {
  if (ids !== undefined) {
    const match = matchGeneratedName(
      logicalIdOf(isResource ? ids : [...ids, 'Resource']),
      deployedName,
    );
    const isOwnStack = stackId !== undefined && match?.bindings.get('AWS::StackName') === stackId;
    return match && isOwnStack ? { ...match, strength: 3 } : match;
  }
  // Its path is not known: compare only its own id, which comes before the hash.
  const human = (id ?? '').replaceAll(/[^A-Za-z0-9]/g, '');
  const found = new RegExp(`-([A-Za-z0-9]+)[0-9A-F]{8}-${RANDOM_SUFFIX}$`).exec(deployedName);
  return human !== '' && found?.[1]?.endsWith(human) === true
    ? { strength: 1, bindings: new Map() }
    : undefined;
}
