import { posix } from 'node:path';
import type { DefinedFunction, DefinedFunctions, OwnEdit } from '../source/defined-function.ts';
import { LAMBDA_MEMORY_MB_DEFAULT } from '../source/memory-number.ts';
import { matchDefault, matchName } from '../source/name-pattern.ts';
import { neighboursFirst } from '../source/neighbours.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { indentAt, insertLineAfter, lineNumberAt, lineStartAt } from '../source/text-lines.ts';
import { type HclAttribute, plainTextOf } from './hcl-expression.ts';
import { followMemory } from './terraform-memory.ts';
import {
  attributeOf,
  type HclValue,
  readModules,
  readVariableSettings,
  type TerraformBlock,
  type TerraformModule,
  writtenOf,
} from './terraform-module.ts';
import { follow, namePartsOf, type Scope } from './terraform-value.ts';

const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'aws_lambda_function',
  'awscc_lambda_function',
]);

/** The Terraform registry's module that defines one function, with the same two attribute names. */
const REGISTRY_MODULE = /terraform-aws-modules\/(terraform-aws-)?lambda/;

/** Deepest nesting of module calls, and most functions, that are read. */
const DEPTH_MAX = 10;
const SCOPE_COUNT_MAX = 1_000;

const NO_BINDINGS: ReadonlyMap<string, string> = new Map();

/** Reads the functions of a project's Terraform configurations. */
export function readTerraform(files: ProjectFiles, paths: readonly string[]): DefinedFunctions {
  const problems: string[] = [];
  const modules = readModules(files, paths, problems);
  const settings = readVariableSettings(files, paths, problems);
  for (const path of paths.filter((one) => /\.tf(vars)?\.json$/.test(one))) {
    problems.push(`${path} is not read: only the .tf and .tfvars files of Terraform are`);
  }
  const called = new Set<string>();
  for (const module of modules) {
    for (const call of moduleCalls(module)) {
      const folder = folderOf(module, call);
      if (folder?.startsWith('..')) {
        problems.push(
          `${call.file}:${lineNumberAt(call.text, call.block.start)} calls a module outside of the folder that is read: give --dir a folder that contains both`,
        );
      } else if (folder !== undefined) called.add(folder);
    }
  }
  const functions = modules
    .filter(({ folder }) => !called.has(folder))
    .flatMap((module) =>
      scopeFunctions(modules, {
        module,
        prefix: '',
        call: undefined,
        each: undefined,
        repeated: undefined,
        settings,
      }),
    );
  return {
    functions: functions.slice(0, SCOPE_COUNT_MAX),
    files: modules.flatMap(({ blocks }) => [...new Set(blocks.map(({ file }) => file))]),
    problems,
  };
}

function scopeFunctions(
  modules: readonly TerraformModule[],
  scope: Scope,
  depth = 0,
): readonly DefinedFunction[] {
  const resources = scope.module.blocks
    .filter(({ block }) => block.type === 'resource' && FUNCTION_TYPES.has(block.labels[0] ?? ''))
    .flatMap((block) => copiesOf(block, scope).map((copy) => blockFunction(block, copy)));
  const calls = moduleCalls(scope.module).flatMap((call) => {
    const folder = folderOf(scope.module, call);
    const module = modules.find((candidate) => candidate.folder === folder);
    const copies = copiesOf(call, scope);
    if (REGISTRY_MODULE.test(sourceOf(call))) {
      return copies.map((copy) => blockFunction(call, copy));
    }
    return module === undefined || depth > DEPTH_MAX
      ? []
      : copies.flatMap((copy) =>
          scopeFunctions(modules, calledScope(module, call, copy), depth + 1),
        );
  });
  return [...resources, ...calls];
}

/** A block for one of the keys of its for_each; one copy in all if the keys are not known. */
interface Copy {
  readonly scope: Scope;
  readonly suffix: string;
  readonly repeated: string | undefined;
}

function copiesOf(block: TerraformBlock, scope: Scope): readonly Copy[] {
  const count = attributeOf(block, 'count');
  const forEach = attributeOf(block, 'for_each');
  if (count !== undefined) {
    const isOne = /^[01]$|\?\s*[01]\s*:\s*[01]$/.test(writtenOf(count));
    const repeated = isOne ? undefined : 'count makes several functions of its block';
    return [{ scope: { ...scope, each: undefined }, suffix: '', repeated }];
  }
  if (forEach === undefined) {
    return [{ scope: { ...scope, each: undefined }, suffix: '', repeated: undefined }];
  }
  const keys = keysOf(forEach, scope);
  return keys === undefined
    ? [
        {
          scope: { ...scope, each: undefined },
          suffix: '',
          repeated: 'for_each makes several functions of its block',
        },
      ]
    : keys.map((each) => ({
        scope: { ...scope, each },
        suffix: `["${each.key}"]`,
        repeated: undefined,
      }));
}

function keysOf(
  forEach: HclValue,
  scope: Scope,
): readonly NonNullable<Scope['each']>[] | undefined {
  const { expression } = forEach;
  const isSet = expression.kind === 'call' && expression.name === 'toset';
  const [list] = isSet ? expression.args : [expression];
  const followed = list && follow({ ...forEach, expression: list }, scope, NO_BINDINGS);
  if (followed?.kind !== 'value') return undefined;
  const found = followed.value.expression;
  if (found.kind === 'object' && !isSet) {
    return found.entries.every(({ key }) => typeof key === 'string')
      ? found.entries.map(({ key, value }) => ({
          key: String(key),
          value: { ...followed, value: { ...followed.value, expression: value } },
        }))
      : undefined;
  }
  const texts = found.kind === 'tuple' ? found.items.map(plainTextOf) : [undefined];
  return texts.every((text) => text !== undefined)
    ? texts.map((key) => ({ key, value: undefined }))
    : undefined;
}

function moduleCalls({ blocks }: TerraformModule): readonly TerraformBlock[] {
  return blocks.filter(({ block }) => block.type === 'module');
}

function sourceOf(call: TerraformBlock): string {
  const source = attributeOf(call, 'source');
  return source === undefined ? '' : writtenOf(source).replaceAll('"', '');
}

/** Returns the folder of a module that is called by its path; `undefined` for other sources. */
function folderOf(module: TerraformModule, call: TerraformBlock): string | undefined {
  const source = sourceOf(call);
  return /^\.{1,2}(\/|$)/.test(source)
    ? posix.join(module.folder, source).replace(/(?<=.)\/$/, '')
    : undefined;
}

function calledScope(
  module: TerraformModule,
  call: TerraformBlock,
  { scope, suffix, repeated }: Copy,
): Scope {
  const { file, text, block } = call;
  return {
    module,
    prefix: `${scope.prefix}module.${block.labels[0]}${suffix}.`,
    call: {
      scope,
      inputs: new Map(
        block.body.attributes.map(({ name, expression }) => [name, { file, text, expression }]),
      ),
    },
    each: undefined,
    repeated: scope.repeated ?? repeated,
    settings: scope.settings,
  };
}

function blockFunction(block: TerraformBlock, { scope, suffix, repeated }: Copy): DefinedFunction {
  const name = attributeOf(block, 'function_name');
  const address = [block.block.type, ...block.block.labels]
    .filter((part) => part !== 'resource')
    .join('.');
  const handle = `${scope.prefix}${address}${suffix}`;
  const root = rootFolderOf(scope);
  const parts = name && namePartsOf(name, scope);
  const { file } = block;
  return {
    // A module that several configurations call has the same address in each of them: add the root.
    id: `${root}#${handle}`,
    label: scope.call === undefined ? handle : `${handle} of ${root}`,
    place: { file, start: block.block.start, end: block.block.start },
    handles: [handle, address, block.block.labels.at(-1) ?? ''],
    repeated: repeated ?? scope.repeated,
    match: (deployedName) =>
      parts &&
      (matchName(parts, deployedName) ?? matchDefault(defaultText(name, scope), deployedName)),
    memory: (bindings) => {
      const memory = attributeOf(block, 'memory_size');
      const ignored = ignoredChanges(block);
      if (ignored !== undefined) {
        return {
          kind: 'unknown',
          reason: `${ignored}: Terraform is told to ignore changes of it: remove it from ignore_changes first`,
        };
      }
      return memory === undefined || writtenOf(memory) === 'null'
        ? // The registry's module has the same default.
          { kind: 'absent', memoryMb: LAMBDA_MEMORY_MB_DEFAULT }
        : followMemory(memory, scope, bindings);
    },
    own: (memoryMb) => stateInBlock(block, memoryMb),
  };
}

/** Returns the folder of the configuration that is deployed. */
function rootFolderOf({ call, module }: Scope): string {
  return call === undefined ? module.folder : rootFolderOf(call.scope);
}

/**
 * Returns where a block tells Terraform to ignore changes of the memory; `undefined` if it does
 * not.
 */
function ignoredChanges({ file, text, block }: TerraformBlock): string | undefined {
  const ignored = block.body.blocks
    .filter(({ type }) => type === 'lifecycle')
    .flatMap(({ body }) => body.attributes)
    .find(({ name }) => name === 'ignore_changes')?.expression;
  const written = ignored && text.slice(ignored.start, ignored.end);
  return ignored && /\b(memory_size|all)\b/.test(written ?? '')
    ? `${file}:${lineNumberAt(text, ignored.start)}`
    : undefined;
}

/** Returns the name that a variable's default gives; `undefined` if that is not a plain text. */
function defaultText(name: HclValue, scope: Scope): string | undefined {
  const followed = follow(name, scope, NO_BINDINGS);
  return followed.kind === 'value' ? plainTextOf(followed.value.expression) : undefined;
}

function stateInBlock({ file, text, block }: TerraformBlock, memoryMb: number): OwnEdit {
  const { attributes } = block.body;
  const present = attributes.find(({ name }) => name === 'memory_size');
  if (present !== undefined) {
    const { start, end, kind } = present.expression;
    const isQuoted = kind === 'template' && /^"\d+"$/.test(text.slice(start, end));
    return isOnOneLine(text, present)
      ? { edit: { file, start, end, text: isQuoted ? `"${memoryMb}"` : String(memoryMb) } }
      : { reason: `${file}:${lineNumberAt(text, start)} is written on more than one line` };
  }
  const neighbour = neighboursFirst(attributes, ({ name }) => name).find(
    (attribute) => isOnOneLine(text, attribute) && isAlone(text, attribute),
  );
  if (neighbour === undefined) {
    return {
      reason: `${file}:${lineNumberAt(text, block.start)} has no line after which one can be added`,
    };
  }
  const equals = text.indexOf('=', neighbour.start) - neighbour.start;
  const name = 'memory_size'.padEnd(Math.max(equals - 1, 0));
  const line = `${indentAt(text, neighbour.start)}${name} = ${memoryMb}`;
  return { edit: { file, ...insertLineAfter(text, neighbour.expression.end, line) } };
}

function isOnOneLine(text: string, { start, expression }: HclAttribute): boolean {
  return !text.slice(start, expression.end).includes('\n');
}

/** Whether a line has nothing but this attribute, and not a whole block. */
function isAlone(text: string, { start, expression }: HclAttribute): boolean {
  const after = /^[^\n]*/.exec(text.slice(expression.end))?.[0] ?? '';
  return text.slice(lineStartAt(text, start), start).trim() === '' && /^\s*($|#|\/\/)/.test(after);
}
