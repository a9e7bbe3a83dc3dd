import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readProject } from '../../../../cli/patch/read-project.ts';
import { runPatch } from '../../../../cli/patch/run-patch.ts';
import { openProject } from '../../../../cli/patch/source/project-files.ts';
import {
  type CorpusCommand,
  type CorpusProject,
  readCorpus,
  writeProject,
} from '../../../support/patch-corpus.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patch-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command on the project's folder, or on the subfolder that `--dir` names. */
async function patch(args: readonly string[]) {
  const lines = { result: [] as string[], notice: [] as string[] };
  const exitCode = await runPatch(
    args
      .map((arg, index) => (/^--(file|dir)$/.test(args[index - 1] ?? '') ? join(folder, arg) : arg))
      .concat(args.includes('--dir') ? [] : ['--dir', folder]),
    { result: (text) => lines.result.push(text), notice: (text) => lines.notice.push(text) },
  );
  return { exitCode, result: lines.result.join('\n'), notice: lines.notice.join('\n') };
}

/** Returns the memory of every function in the folder, or why it cannot be followed. */
function memories(): ReadonlyMap<string, string> {
  return new Map(
    readProject(openProject(folder), new Map()).functions.map(({ id, memory }) => {
      const source = memory(new Map());
      return [
        id,
        source.kind === 'unknown' ? source.reason.replaceAll(/:\d+/g, '') : String(source.memoryMb),
      ];
    }),
  );
}

/** Returns the expected files of a project after a command. */
function expectedFiles({ files }: CorpusProject, { changed }: CorpusCommand) {
  return new Map(
    [...files].map(([path, text]) => {
      const lines = text.split('\n');
      if (changed?.file === path) {
        lines.splice(changed.line - 1, changed.isAdded ? 0 : 1, changed.text);
      }
      return [path, lines.join('\n')];
    }),
  );
}

const corpus = readCorpus();
const cases = corpus.flatMap((project) =>
  project.commands.map((command) => ({
    project,
    command,
    name: `${project.name}: ${command.args.join(' ')}`,
  })),
);

describe('runPatch()', () => {
  it('is tried on at least forty projects', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(40);
    for (const { commands, files } of corpus) {
      expect(commands.length).toBeGreaterThan(0);
      expect(files.size).toBeGreaterThan(0);
    }
  });

  it.each(cases)('$name', async ({ project, command }) => {
    writeProject(folder, project.files);
    const before = memories();

    const { exitCode, result, notice } = await patch([...command.args, '--write']);

    const written = new Map(
      [...project.files.keys()].map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
    );
    expect({ written, notice }).toEqual({ written: expectedFiles(project, command), notice });
    for (const text of [...command.refused, ...command.noted]) expect(notice).toContain(text);
    for (const text of command.same) expect(result).toContain(text);
    expect(exitCode).toBe(command.refused.length > 0 ? 2 : 0);
    if (command.changed !== undefined && !command.args.includes('--shared')) {
      const changed = [...memories()].filter(([id, memory]) => before.get(id) !== memory);
      expect(changed.length).toBeLessThanOrEqual(1);
    }
    if (command.changed !== undefined) {
      const again = await patch([...command.args, '--write']);
      expect(again.result).toContain('Nothing to change');
    }
  });
});
