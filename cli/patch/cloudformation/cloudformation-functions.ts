import { posix } from 'node:path';
import type { DefinedFunction, DefinedFunctions } from '../source/defined-function.ts';
import { LAMBDA_MEMORY_MB_DEFAULT } from '../source/memory-number.ts';
import { matchDefault, matchGeneratedName, matchName } from '../source/name-pattern.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { stateInMap } from '../yaml/yaml-edit.ts';
import {
  childOf,
  entriesOf,
  isMapping,
  parseYaml,
  rootOf,
  textOf,
  whereOf,
  type YamlEntry,
  type YamlValue,
} from '../yaml/yaml-source.ts';
import { followValue, namePartsOf, type Template } from './template-value.ts';

const FUNCTION_TYPES: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::Serverless::Function',
]);

/** Resource types that deploy another template, with the property that names its file. */
const NESTED: ReadonlyMap<string, string> = new Map([
  ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ['AWS::Serverless::Application', 'Location'],
]);

const TEMPLATE = /\.(ya?ml|json|template)$/;
const TEMPLATE_TEXT =
  /AWS::(Lambda|Serverless)::Function|AWS::(CloudFormation::Stack|Serverless::Application)/;

/** Reads the functions of a project's SAM and CloudFormation templates. */
export function readCloudFormation(
  files: ProjectFiles,
  paths: readonly string[],
): DefinedFunctions {
  const problems: string[] = [];
  const roots = paths
    .filter((path) => TEMPLATE.test(path) && !/(^|\/)serverless\.[^/]*$/.test(path))
    .flatMap((file) => {
      const text = files.read(file);
      if (text === undefined || !TEMPLATE_TEXT.test(text)) return [];
      const source = parseYaml(file, text);
      if (typeof source === 'string') {
        problems.push(source);
        return [];
      }
      const root = rootOf(source);
      return root && childOf(root, 'Resources') ? [{ file, root }] : [];
    });
  const nested = roots.flatMap(({ root }) => nestedParameters(root));
  const templates = roots.map(({ file, root }) => ({
    file,
    root,
    files,
    setByParent: new Map(
      nested
        .filter((one) => one.file === posix.normalize(file))
        .map((one) => [one.name, one.where]),
    ),
  }));
  for (const { root } of templates) {
    problems.push(...repeatedResources(root));
  }
  return {
    functions: templates.flatMap(templateFunctions),
    files: templates.map(({ file }) => file),
    problems,
  };
}

function nestedParameters(root: YamlValue) {
  return resourcesOf(root).flatMap(({ value }) => {
    const location = NESTED.get(textOf(childOf(value, 'Type')) ?? '');
    const properties = childOf(value, 'Properties');
    const parameters = childOf(properties, 'Parameters');
    const path = location && textOf(childOf(properties, location));
    if (parameters === undefined || path === undefined || path.includes('://')) return [];
    const file = posix.normalize(posix.join(posix.dirname(root.source.file), path));
    return entriesOf(parameters).map(({ key, value: set }) => ({
      file,
      name: key,
      where: whereOf(set),
    }));
  });
}

function repeatedResources(root: YamlValue): readonly string[] {
  return resourcesOf(root)
    .filter(({ key }) => key.startsWith('Fn::ForEach::'))
    .map(({ key, value }) => `${whereOf(value)}: the functions of ${key} are not read`);
}

function resourcesOf(root: YamlValue): readonly YamlEntry[] {
  const resources = childOf(root, 'Resources');
  return resources === undefined ? [] : entriesOf(resources);
}

function templateFunctions(template: Template): readonly DefinedFunction[] {
  return resourcesOf(template.root).flatMap((resource) => {
    const type = textOf(childOf(resource.value, 'Type')) ?? '';
    return FUNCTION_TYPES.has(type) ? [templateFunction(template, resource, type)] : [];
  });
}

function templateFunction(
  template: Template,
  { key: logicalId, keyStart, value }: YamlEntry,
  type: string,
): DefinedFunction {
  const properties = childOf(value, 'Properties');
  const name = childOf(properties, 'FunctionName');
  const parts = name && namePartsOf(name);
  const [only, ...rest] = parts ?? [];
  const parameter = typeof only === 'object' && rest.length === 0 ? only.variable : '';
  const defaultName = textOf(
    childOf(childOf(childOf(template.root, 'Parameters'), parameter), 'Default'),
  );
  const globals = childOf(childOf(template.root, 'Globals'), 'Function');
  const { file } = template;
  return {
    id: `${file}#${logicalId}`,
    label: logicalId,
    place: { file: value.source.file, start: keyStart, end: keyStart + logicalId.length },
    handles: [logicalId],
    repeated: undefined,
    match: (deployedName) =>
      parts
        ? (matchName(parts, deployedName) ?? matchDefault(defaultName, deployedName))
        : matchGeneratedName(logicalId, deployedName),
    memory: (bindings) => {
      const own = childOf(properties, 'MemorySize');
      if (own !== undefined) return followValue(template, own, bindings);
      const transform = childOf(properties, 'Fn::Transform');
      if (transform !== undefined) {
        return { kind: 'unknown', reason: `${whereOf(transform)}: Fn::Transform may state it` };
      }
      const shared =
        type === 'AWS::Serverless::Function' ? childOf(globals, 'MemorySize') : undefined;
      if (shared === undefined) return { kind: 'absent', memoryMb: LAMBDA_MEMORY_MB_DEFAULT };
      const followed = followValue(template, shared, bindings);
      return followed.kind === 'stated'
        ? { ...followed, via: ['Globals.Function.MemorySize', ...followed.via] }
        : followed;
    },
    own: (memoryMb) =>
      properties !== undefined && isMapping(properties)
        ? stateInMap(properties, 'MemorySize', memoryMb)
        : { reason: `${logicalId} has no Properties to state the memory in` },
  };
}
