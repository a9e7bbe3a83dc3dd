import type { DefinedFunction, DefinedFunctions } from '../source/defined-function.ts';
import { matchName } from '../source/name-pattern.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { stateInCall } from './cdk-edit.ts';
import { type CdkCall, type CdkEntry, lookUp, whereOf } from './cdk-program.ts';
import {
  argumentOf,
  type CdkProject,
  calleeOf,
  ENTRY_PATH,
  openCdkProject,
  type Path,
  pathsTo,
} from './cdk-project.ts';
import { followEntries, followProperty, memoryOf, namePartsOf, plainText } from './cdk-value.ts';
import { constructPathOf, matchConstruct } from './construct-path.ts';

/** The constructs of the CDK that define a function. */
const FUNCTION_CLASSES: ReadonlySet<string> = new Set([
  'Function',
  'CfnFunction',
  'NodejsFunction',
  'PythonFunction',
  'GoFunction',
  'RustFunction',
  'DockerImageFunction',
  'SingletonFunction',
]);

/** Classes of other services that have the same name. */
const OTHER_SERVICES = /cloudfront|appsync/i;

/** Reads the functions that a project's CDK programs define. */
export function readCdk(files: ProjectFiles, paths: readonly string[]): DefinedFunctions {
  const problems: string[] = [];
  const project = openCdkProject(files, paths, problems);
  const functions = project.programs.flatMap(({ calls }) =>
    calls
      .filter((call) => isFunction(call))
      .flatMap((call, index) =>
        // An offset in the file is no stable id: an edit before it moves it.
        pathsTo(project, call).map((path, way) =>
          cdkFunction(project, call, { path, id: `${call.file.path}#${index}.${way}` }),
        ),
      ),
  );
  return { functions, files: project.programs.map(({ path }) => path), problems };
}

function isFunction(call: CdkCall): boolean {
  const { written, positional, keywords, scope } = call;
  if (!FUNCTION_CLASSES.has(calleeOf(call)) || positional.length + keywords.length < 2)
    return false;
  const root = lookUp(scope, written.split('.')[0] ?? '');
  const module = root?.kind === 'import' ? `${root.module}.${root.exported ?? ''}` : '';
  return !OTHER_SERVICES.test(`${written} ${module}`);
}

function cdkFunction(
  project: CdkProject,
  call: CdkCall,
  { path, id: uniqueId }: { readonly path: Path; readonly id: string },
): DefinedFunction {
  const isPython = call.file.language === 'python';
  const [memoryKey, nameKey] = isPython
    ? (['memory_size', 'function_name'] as const)
    : (['memorySize', 'functionName'] as const);
  const at = { project, path, depth: 0 };
  const id = plainText(at, argumentOf(call, { index: 1, name: 'id' }));
  const { entries, inner, problem } = propertiesOf(project, call, path);
  const name = followProperty({ ...at, path: inner }, entries, { key: nameKey, isOpen: false });
  const parts =
    name.kind === 'value' ? namePartsOf({ ...at, path: name.path }, name.value) : undefined;
  const construct = constructPathOf(project, call, path);
  const way = [...path.sites.values()].map((site) => ` of ${whereOf(site.call)}`).at(-1) ?? '';
  const isResource = calleeOf(call) === 'CfnFunction';
  return {
    id: uniqueId,
    label: `the construct "${id ?? '?'}"${way}`,
    place: { file: call.file.path, start: call.start, end: call.end },
    handles: [
      ...(id === undefined ? [] : [id]),
      ...(construct.ids ? [construct.ids.join('/')] : []),
    ],
    repeated: [call, ...[...path.sites.values()].map((site) => site.call)].find(
      ({ repeated }) => repeated !== undefined,
    )?.repeated,
    match: (deployedName) => {
      if (name.kind === 'unknown') return undefined;
      return parts
        ? matchName(parts, deployedName)
        : matchConstruct(construct, { id, isResource }, deployedName);
    },
    memory: () => problem ?? memoryOf(project, entries, inner, memoryKey),
    own: (memoryMb) => stateInCall(call, memoryKey, memoryMb),
  };
}

/** Returns the properties of a function: Python's keywords, or TypeScript's third argument. */
function propertiesOf(project: CdkProject, call: CdkCall, path: Path) {
  if (call.file.language === 'python') {
    // An explicit keyword is never overridden by an unpacked one: Python rejects both at once.
    const isUnpacked = ({ key }: CdkEntry) => key === undefined;
    const entries = [
      ...call.keywords.filter(isUnpacked),
      ...call.keywords.filter((entry) => !isUnpacked(entry)),
    ];
    return { entries, inner: path, problem: undefined };
  }
  const none: readonly CdkEntry[] = [];
  const [, , properties] = call.positional;
  const found = properties && followEntries({ project, path, depth: 0 }, properties);
  if (found?.kind === 'entries') {
    return { entries: found.entries, inner: found.path, problem: undefined };
  }
  return {
    entries: none,
    inner: ENTRY_PATH,
    problem: found?.kind === 'unknown' ? found : undefined,
  };
}
