import { posix } from 'node:path';
import type { ProjectFiles } from '../source/project-files.ts';
import {
  type CdkCall,
  type CdkCallable,
  type CdkExpression,
  type CdkFile,
  callablesAround,
  lookUp,
} from './cdk-program.ts';
import { parsePython } from './python-file.ts';
import { parseTypeScript } from './typescript-file.ts';

/** The CDK programs of a project, with their imports and calls resolved. */
export interface CdkProject {
  readonly programs: readonly CdkFile[];
  /** Returns the file that an import names; `undefined` if it is not in the project. */
  importedFile(from: CdkFile, module: string, exported: string | undefined): CdkFile | undefined;
  /** Returns the calls of a function or class anywhere in the project. */
  callsOf(callable: CdkCallable): readonly CdkCall[];
  /**
   * Finds a class or function of the project by its name; `undefined` if none or several have it.
   */
  callableOf(name: string): CdkCallable | undefined;
  /** Whether a class that extends this one gives this field another value. */
  isOverridden(owner: CdkCallable, field: string): boolean;
}

/** The calls that lead to a place in a program, by the function or class that each one enters. */
export interface Path {
  readonly sites: ReadonlyMap<CdkCallable, { readonly call: CdkCall; readonly path: Path }>;
}

export const ENTRY_PATH: Path = { sites: new Map() };

const CDK_TEXT = /aws-cdk-lib|@aws-cdk\/|aws_cdk|["']constructs["']|from constructs /;
const PROGRAM = /(?<!\.d)\.(ts|js|mjs|tsx|mts|py)$/;

/** Tests build stacks that are never deployed. */
const TEST = /(^|\/)(tests?|__tests__)\/|[._](test|spec)\.[^/]*$|(^|\/)test_[^/]*\.py$/;

/** Deepest nesting of calls, and most paths to one place, that are followed. */
const DEPTH_MAX = 8;
const PATH_COUNT_MAX = 200;

/** Reads the CDK programs of a project. */
export function openCdkProject(
  files: ProjectFiles,
  paths: readonly string[],
  problems: string[],
): CdkProject {
  const parsed = new Map<string, CdkFile | undefined>();
  const fileAt = (path: string): CdkFile | undefined => {
    if (!parsed.has(path)) parsed.set(path, parseFile(files, path, problems));
    return parsed.get(path);
  };
  const programs = paths
    .filter((path) => PROGRAM.test(path) && !TEST.test(path))
    .filter((path) => CDK_TEXT.test(files.read(path) ?? ''))
    .flatMap((path) => fileAt(path) ?? []);
  const importedFile: CdkProject['importedFile'] = (from, module, exported) =>
    candidatesOf(from, module, exported)
      .filter((path) => PROGRAM.test(path) && files.read(path) !== undefined)
      .map(fileAt)
      .find((file) => file !== undefined);
  const isOverridden = ({ name }: CdkCallable, field: string, depth = 0): boolean =>
    programs.some(({ callables }) =>
      callables.some(
        (one) =>
          one.base === name &&
          (one.fields?.includes(field) === true ||
            (depth < DEPTH_MAX && isOverridden(one, field, depth + 1))),
      ),
    );
  return {
    programs,
    importedFile,
    isOverridden: (owner, field) => isOverridden(owner, field),
    callsOf: (callable) =>
      programs.flatMap(({ calls }) =>
        calls.filter((call) => reaches(importedFile, call, callable)),
      ),
    callableOf: (name) => {
      const found = programs.flatMap(({ callables }) =>
        callables.filter((one) => one.name === name),
      );
      return found.length === 1 ? found[0] : undefined;
    },
  };
}

/** Returns the name that the called function or class has in the file that defines it. */
export function calleeOf({ callee, written, scope }: CdkCall): string {
  const binding = written === callee ? lookUp(scope, callee) : undefined;
  return binding?.kind === 'import' ? (binding.exported ?? callee) : callee;
}

/** Whether a call can be of this function or class, and not of another one of that name. */
function reaches(
  importedFile: CdkProject['importedFile'],
  call: CdkCall,
  { name, file }: CdkCallable,
): boolean {
  if (calleeOf(call) !== name) return false;
  const binding = lookUp(call.scope, call.written.split('.')[0] ?? '');
  if (binding?.kind !== 'import') return call.file === file;
  const imported = importedFile(call.file, binding.module, binding.exported);
  // A file that does not define the name re-exports it from another one.
  return (
    imported !== undefined &&
    (imported === file || !imported.callables.some((callable) => callable.name === name))
  );
}

/** Returns all paths of calls that lead to an expression. */
export function pathsTo(project: CdkProject, expression: CdkCall, depth = 0): readonly Path[] {
  for (const callable of callablesAround(expression.scope)) {
    const calls = callable.name === '' ? [] : project.callsOf(callable);
    const isRecursive = calls.some((call) => callablesAround(call.scope).includes(callable));
    if (calls.length > 0 && depth < DEPTH_MAX && !isRecursive) {
      return calls
        .flatMap((call) =>
          pathsTo(project, call, depth + 1).map((path) => ({
            sites: new Map([...path.sites, [callable, { call, path }]]),
          })),
        )
        .slice(0, PATH_COUNT_MAX);
    }
    // A class that is never instantiated in the project is an entry point of the program.
    if (callable.kind === 'class') break;
  }
  return [ENTRY_PATH];
}

/** Returns an argument of a call, by name or by position; `undefined` if it is not given. */
export function argumentOf(
  { positional, keywords }: CdkCall,
  { index, name }: { readonly index: number | undefined; readonly name: string },
): CdkExpression | undefined {
  const byName = keywords.find(({ key }) => key === name)?.value;
  return byName ?? (index === undefined ? undefined : positional[index]);
}

function parseFile(files: ProjectFiles, path: string, problems: string[]): CdkFile | undefined {
  const text = files.read(path) ?? '';
  const parsed = path.endsWith('.py') ? parsePython(path, text) : parseTypeScript(path, text);
  if (typeof parsed === 'string') {
    problems.push(parsed);
    return undefined;
  }
  return parsed;
}

function candidatesOf(
  { path, language }: CdkFile,
  module: string,
  exported: string | undefined,
): readonly string[] {
  const folder = posix.dirname(path);
  if (language === 'typescript') {
    if (!module.startsWith('.')) return [];
    const base = posix.join(folder, module);
    const stem = base.replace(/\.[cm]?js$/, '');
    return [base, `${stem}.ts`, `${stem}.tsx`, `${base}.js`, `${base}.mjs`, `${base}/index.ts`];
  }
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const name = module.slice(dots).replaceAll('.', '/');
  const starts =
    dots > 0 ? [posix.join(folder, '../'.repeat(dots - 1))] : [folder, ...parentsOf(folder)];
  return starts.flatMap((start) => {
    const base = posix.join(start, name);
    const inner = exported === undefined ? [] : [posix.join(base, `${exported}.py`)];
    return [`${base}.py`, ...inner, posix.join(base, '__init__.py')];
  });
}

function parentsOf(folder: string): readonly string[] {
  const parent = posix.dirname(folder);
  return parent === folder ? [] : [parent, ...parentsOf(parent)];
}
