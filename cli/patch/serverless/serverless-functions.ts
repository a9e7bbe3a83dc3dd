import {
  type Bindings,
  type DefinedFunction,
  type DefinedFunctions,
  type MemorySource,
  type OwnEdit,
  stated,
} from '../source/defined-function.ts';
import { escapedPattern } from '../source/escaped-pattern.ts';
import { wholeNumberIn } from '../source/memory-number.ts';
import { matchName, type NamePart } from '../source/name-pattern.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { stateInMap } from '../yaml/yaml-edit.ts';
import {
  childOf,
  entriesOf,
  isMapping,
  itemsOf,
  parseYaml,
  rootOf,
  textOf,
  whereOf,
  wholeNumberOf,
  type YamlValue,
} from '../yaml/yaml-source.ts';
import { namePartsOf } from './name-parts.ts';
import { type Resolved, resolveValue, type Service } from './variables.ts';

/** Memory without memorySize, MB (Serverless Framework, "provider.memorySize"). */
const MEMORY_MB_DEFAULT = 1024;

const CONFIGURATION = /(^|\/)serverless(\.[\w-]+)*\.(ya?ml|json)$/;
const PROGRAM = /(^|\/)serverless\.[cm]?[jt]s$/;

interface FunctionEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly value: YamlValue;
}

/** Reads the functions that a project's Serverless Framework configurations define. */
export function readServerless(
  files: ProjectFiles,
  paths: readonly string[],
  bindings: Bindings,
): DefinedFunctions {
  const problems = paths
    .filter((path) => PROGRAM.test(path))
    .map(
      (path) => `${path} is a program, which is not run: only serverless.yml and .json are read`,
    );
  const functions: DefinedFunction[] = [];
  const read: string[] = [];
  for (const file of paths.filter((path) => CONFIGURATION.test(path))) {
    const text = files.read(file);
    const source = text === undefined ? `${file} cannot be read` : parseYaml(file, text);
    const root = typeof source === 'string' ? undefined : rootOf(source);
    if (typeof source === 'string') {
      problems.push(source);
    } else if (root !== undefined && isMapping(root)) {
      const service = { files, root, bindings };
      read.push(file);
      functions.push(
        ...functionEntries(service, childOf(root, 'functions'), problems).map((entry) =>
          serviceFunction(service, entry),
        ),
      );
    }
  }
  return { functions, files: read, problems };
}

/** Returns the functions of a configuration: a map, a list of maps, or files that hold them. */
function functionEntries(
  service: Service,
  functions: YamlValue | undefined,
  problems: string[],
): readonly FunctionEntry[] {
  if (functions === undefined) return [];
  const resolved = resolveValue(service, functions);
  if (resolved.kind !== 'value') {
    problems.push(
      `${whereOf(functions)}: the functions cannot be read: ${resolved.kind === 'unknown' ? resolved.reason : 'there is no such file or value'}`,
    );
    return [];
  }
  const lists = itemsOf(resolved.value);
  return lists.length > 0
    ? lists.flatMap((item) => functionEntries(service, item, problems))
    : entriesOf(resolved.value);
}

function serviceFunction(
  service: Service,
  { key, keyStart, value }: FunctionEntry,
): DefinedFunction {
  const resolved = resolveValue(service, value);
  const block = resolved.kind === 'value' ? resolved.value : value;
  const parts = deployedNameOf(service, key, block);
  const { file } = service.root.source;
  return {
    id: `${file}#${key}`,
    label: `functions.${key}`,
    place: { file: value.source.file, start: keyStart, end: keyStart + key.length },
    handles: [key],
    repeated: undefined,
    match: (deployedName) => matchName(parts, deployedName),
    memory: (bindings) => {
      const at = { ...service, bindings };
      const here = resolveValue(at, value);
      return here.kind === 'value' ? memoryOf(at, here.value) : notRead(value, here);
    },
    own: (memoryMb): OwnEdit =>
      resolved.kind === 'value' && isMapping(block)
        ? stateInMap(block, 'memorySize', memoryMb)
        : { reason: `${whereOf(value)} is not a block that a line can be added to` },
  };
}

/** Returns the parts of a deployed name: `name` if it is given, otherwise service-stage-key. */
function deployedNameOf(service: Service, key: string, block: YamlValue): readonly NamePart[] {
  const name = childOf(block, 'name');
  if (name !== undefined) return namePartsOf(service, name);
  const serviceName = childOf(service.root, 'service');
  const text = serviceName && (childOf(serviceName, 'name') ?? serviceName);
  return [
    ...(text ? namePartsOf(service, text) : [{ variable: 'service' }]),
    '-',
    { variable: 'stage' },
    `-${key}`,
  ];
}

function memoryOf(service: Service, block: YamlValue): MemorySource {
  const own = childOf(block, 'memorySize');
  if (own !== undefined) return followMemory(service, own, []);
  const provider = childOf(service.root, 'provider');
  const resolved = provider && resolveValue(service, provider);
  if (provider !== undefined && resolved?.kind === 'unknown') return notRead(provider, resolved);
  const shared = resolved?.kind === 'value' ? childOf(resolved.value, 'memorySize') : undefined;
  return shared === undefined
    ? { kind: 'absent', memoryMb: MEMORY_MB_DEFAULT }
    : followMemory(service, shared, ['provider.memorySize']);
}

/** Reports the memory of a block that cannot be read as unknown: it may set one. */
function notRead(value: YamlValue, resolved: Resolved): MemorySource {
  const reason = resolved.kind === 'unknown' ? resolved.reason : 'there is no such file or value';
  return { kind: 'unknown', reason: `${whereOf(value)}: ${reason}` };
}

function followMemory(service: Service, value: YamlValue, via: readonly string[]): MemorySource {
  const resolved = resolveValue(service, value);
  const unknown = (reason: string): MemorySource => ({
    kind: 'unknown',
    reason: `${whereOf(value)}: ${reason}`,
  });
  switch (resolved.kind) {
    case 'missing':
      return unknown('its variable has no value here: set it with --param NAME=VALUE');
    case 'unknown':
      return unknown(resolved.reason);
    case 'text': {
      const memoryMb = wholeNumberIn(resolved.text);
      return resolved.place === undefined || memoryMb === undefined
        ? unknown(`its value "${resolved.text}" is not in the source`)
        : { ...stated(memoryMb, resolved.place), ...followed(resolved) };
    }
    case 'value': {
      const number = wholeNumberOf(resolved.value);
      return number === undefined
        ? unknown(`the value that it refers to (${whereOf(resolved.value)}) is not a whole number`)
        : { ...stated(number.memoryMb, number.place), ...followed(resolved) };
    }
  }

  function followed(step: {
    readonly via: readonly string[];
    readonly unless: string | undefined;
  }) {
    return { via: [...via, ...step.via], unless: step.unless, reading: readingOf(value) };
  }
}

/**
 * Returns a pattern for lines that use the value's variable, if it is one without inner variables.
 */
function readingOf(value: YamlValue): RegExp | undefined {
  const name = /^\$\{\s*((?:self|param):[\w.-]+)/.exec(textOf(value) ?? '')?.[1];
  return name === undefined ? undefined : new RegExp(`${escapedPattern(name)}(?![\\w.-])`);
}
