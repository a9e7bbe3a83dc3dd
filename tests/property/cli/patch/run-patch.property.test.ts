import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { runPatch } from '../../../../cli/patch/run-patch.ts';
import {
  type CorpusCommand,
  type CorpusProject,
  readCorpus,
  writeProject,
} from '../../../support/patch-corpus.ts';

/** Changes to how a project is written that do not change its meaning. */
interface Rewriting {
  readonly newLine: '\n' | '\r\n';
  readonly isEnded: boolean;
  readonly hasMark: boolean;
  /**
   * Lines without meaning to add: each position as a share of the file's length, and the kind of
   * line.
   */
  readonly fillers: readonly { readonly at: number; readonly kind: number }[];
}

const rewritings: fc.Arbitrary<Rewriting> = fc.record({
  newLine: fc.constantFrom('\n', '\r\n'),
  isEnded: fc.boolean(),
  hasMark: fc.boolean(),
  fillers: fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), kind: fc.nat(3) }),
    {
      maxLength: 6,
    },
  ),
});

/** Lines without meaning in the language of a file; their content must not be mistaken for code. */
function fillersOf(path: string): readonly string[] {
  if (path.endsWith('.json') || path.endsWith('.template')) return ['', '  ', '', ' '];
  return /\.[jt]s$/.test(path)
    ? ['', '   ', '// memorySize: 512, }', '/* { memorySize: 512 */']
    : ['', '  ', '# memorySize: 512', '    # memory_size = 512 } "'];
}

function rewrite(
  path: string,
  text: string,
  { newLine, isEnded, hasMark, fillers }: Rewriting,
): string {
  const lines = text.replace(/\n$/, '').split('\n');
  for (const { at, kind } of fillers) {
    lines.splice(Math.round(at * lines.length), 0, fillersOf(path)[kind] ?? '');
  }
  const isMarked = hasMark && !/\.(tf|tfvars|py)$/.test(path);
  return `${isMarked ? '\ufeff' : ''}${lines.join(newLine)}${isEnded ? newLine : ''}`;
}

/**
 * Whether a project has YAML block scalars: a comment inside one would be part of its text, and one
 * beside it would end it.
 */
const hasBlockText = ({ files }: CorpusProject) =>
  [...files.values()].some((text) => /: [|>]-?$/m.test(text));

const changing = readCorpus()
  .filter((project) => !hasBlockText(project))
  .flatMap((project) =>
    project.commands
      .filter(({ changed }) => changed !== undefined)
      .map((command) => ({ project, command })),
  );

async function patch(folder: string, { args }: CorpusCommand) {
  const said: string[] = [];
  const placed = args.map((arg, index) => (args[index - 1] === '--file' ? join(folder, arg) : arg));
  const output = {
    result: (text: string) => said.push(text),
    notice: (text: string) => said.push(text),
  };
  const exitCode = await runPatch([...placed, '--dir', folder, '--write'], output);
  return { exitCode, said: said.join('\n') };
}

/** Returns the lines of a text with their line endings, without lines that have no meaning. */
function sayingLines(path: string, text: string): readonly string[] {
  const fillers = fillersOf(path).map((line) => line.trim());
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((line) => !fillers.includes(line.trim()));
}

describe('runPatch() on projects in other notations', () => {
  it('changes the same line and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...changing),
        rewritings,
        async ({ project, command }, rewriting) => {
          const folder = mkdtempSync(join(tmpdir(), 'patch-'));
          try {
            const before = new Map(
              [...project.files].map(([path, text]) => [path, rewrite(path, text, rewriting)]),
            );
            writeProject(folder, before);

            const { exitCode, said } = await patch(folder, command);

            expect({ exitCode, said }).toEqual({ exitCode: 0, said });
            for (const [path, text] of before) {
              const after = readFileSync(join(folder, path), 'utf8');
              if (path !== command.changed?.file) {
                expect(after).toBe(text);
                continue;
              }
              const [old, now] = [sayingLines(path, text), sayingLines(path, after)];
              const index = now.findIndex((line, at) => line !== old[at]);
              const line = now[index] ?? '';
              const { text: wanted, isAdded } = command.changed;
              const rest = isAdded ? old.slice(index) : old.slice(index + 1);
              expect(line.trim()).toBe(wanted.trim());
              expect(line.endsWith(rewriting.newLine) || index === now.length - 1).toBe(true);
              expect(now.slice(index + 1)).toEqual(rest);
            }
            expect((await patch(folder, command)).said).toContain('Nothing to change');
          } finally {
            rmSync(folder, { recursive: true, force: true });
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
