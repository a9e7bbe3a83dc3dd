import { posix } from 'node:path';
import type { Place } from '../source/defined-function.ts';
import type { ProjectFiles } from '../source/project-files.ts';
import { lineNumberAt } from '../source/text-lines.ts';
import { parseHcl } from './hcl-body.ts';
import type { HclBlock, HclBody, HclExpression } from './hcl-expression.ts';
import { HclError } from './hcl-tokens.ts';

/** An expression, and the file that it is in. */
export interface HclValue {
  readonly file: string;
  readonly text: string;
  readonly expression: HclExpression;
}

/** A block, and the file that it is in. */
export interface TerraformBlock {
  readonly file: string;
  readonly text: string;
  readonly block: HclBlock;
}

/** The .tf files of a folder, which Terraform reads as one module. */
export interface TerraformModule {
  readonly folder: string;
  readonly blocks: readonly TerraformBlock[];
  /** Whether its folder has variables in JSON, which are not read. */
  readonly hasJsonVariables: boolean;
  readonly locals: ReadonlyMap<string, HclValue>;
  /** The defaults of its variables; `undefined` for a variable without one. */
  readonly variables: ReadonlyMap<string, HclValue | undefined>;
}

/** A variable's value in a .tfvars file. */
export interface VariableSetting {
  readonly name: string;
  readonly value: HclValue;
  /** Whether Terraform reads the file without being told to. */
  readonly isAutomatic: boolean;
}

/** Reads all modules among some files; a file that cannot be read is added to `problems`. */
export function readModules(
  files: ProjectFiles,
  paths: readonly string[],
  problems: string[],
): readonly TerraformModule[] {
  const byFolder = new Map<string, TerraformBlock[]>();
  for (const file of inReadingOrder(paths)) {
    const body = readHcl(files, file, problems);
    const folder = posix.dirname(file);
    const blocks = body?.body.blocks.map((block) => ({ file, text: body.text, block })) ?? [];
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), ...blocks]);
  }
  return [...byFolder].map(([folder, blocks]) => ({
    folder,
    blocks,
    hasJsonVariables: paths.some(
      (path) => posix.dirname(path) === folder && path.endsWith('.tfvars.json'),
    ),
    locals: new Map(
      blocks
        .filter(({ block }) => block.type === 'locals')
        .flatMap(({ file, text, block }) =>
          block.body.attributes.map(({ name, expression }) => [name, { file, text, expression }]),
        ),
    ),
    variables: new Map(
      blocks
        .filter(({ block }) => block.type === 'variable')
        .map((block) => [block.block.labels[0] ?? '', attributeOf(block, 'default')]),
    ),
  }));
}

/** Sorts .tf files: override files come last, because Terraform merges them over all others. */
function inReadingOrder(paths: readonly string[]): readonly string[] {
  const override = /(^|\/|_)override\.tf$/;
  const files = paths.filter((path) => path.endsWith('.tf'));
  return [
    ...files.filter((path) => !override.test(path)),
    ...files.filter((path) => override.test(path)),
  ];
}

/** Reads the .tfvars files; those that Terraform reads automatically are in its order. */
export function readVariableSettings(
  files: ProjectFiles,
  paths: readonly string[],
  problems: string[],
): readonly VariableSetting[] {
  const automatic = /(^|\/)(terraform|[^/]+\.auto)\.tfvars$/;
  return paths
    .filter((path) => path.endsWith('.tfvars'))
    .sort((a, b) => Number(/\.auto\.tfvars$/.test(a)) - Number(/\.auto\.tfvars$/.test(b)))
    .flatMap((file) => {
      const read = readHcl(files, file, problems);
      return (read?.body.attributes ?? []).map(({ name, expression }) => ({
        name,
        value: { file, text: read?.text ?? '', expression },
        isAutomatic: automatic.test(file),
      }));
    });
}

/** Returns the expression of a block's attribute; `undefined` if the block does not have it. */
export function attributeOf(
  { file, text, block }: TerraformBlock,
  name: string,
): HclValue | undefined {
  const found = block.body.attributes.find((attribute) => attribute.name === name);
  return found && { file, text, expression: found.expression };
}

/** Returns the `file:line` of an expression. */
export function whereOf({ file, text, expression }: HclValue): string {
  return `${file}:${lineNumberAt(text, expression.start)}`;
}

/** Returns the source text of an expression. */
export function writtenOf({ text, expression }: HclValue): string {
  return text.slice(expression.start, expression.end);
}

/** Returns the place of an expression. */
export function placeOf({ file, expression }: HclValue): Place {
  return { file, start: expression.start, end: expression.end };
}

function readHcl(
  files: ProjectFiles,
  file: string,
  problems: string[],
): { readonly text: string; readonly body: HclBody } | undefined {
  const text = files.read(file);
  if (text === undefined) {
    problems.push(`${file} cannot be read`);
    return undefined;
  }
  try {
    return { text, body: parseHcl(text) };
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    problems.push(`${file}:${lineNumberAt(text, error.offset)} cannot be read: ${error.message}`);
    return undefined;
  }
}
