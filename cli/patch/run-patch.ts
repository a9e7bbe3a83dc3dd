import { join } from 'node:path';
import { ContractError } from '../../shared/errors.ts';
import { UsageError } from '../usage-error.ts';
import { planMemoryChange } from './memory-change.ts';
import { oneLineDiff } from './one-line-diff.ts';
import { PATCH_USAGE, type PatchOptions, readPatchOptions } from './patch-options.ts';
import { openPullRequest } from './pull-request.ts';
import { pullRequestBody, pullRequestTitle } from './pull-request-text.ts';
import { RefusalError } from './refusal.ts';
import { openProject } from './source/project-files.ts';
import { mustHold, writeSource } from './write-source.ts';

/** Where the command prints. */
interface Output {
  /** The diff, and what was done. */
  result(text: string): void;
  /** Notes on the change, and refusals. */
  notice(text: string): void;
}

const EXIT_REFUSED = 2;

/**
 * Runs `autotune patch`: writes the size that a run advises to the source that defines the memory.
 *
 * @param begin Called once the command line is valid.
 * @returns The exit code.
 */
export async function runPatch(
  args: readonly string[],
  output: Output,
  begin: () => void = () => undefined,
): Promise<number> {
  try {
    const options = readPatchOptions(args);
    if (options.kind === 'help') {
      output.result(PATCH_USAGE);
    } else {
      begin();
      patch(options, output);
    }
    return 0;
  } catch (error) {
    if (error instanceof RefusalError) {
      output.notice(error.message);
      return EXIT_REFUSED;
    }
    if (error instanceof UsageError || error instanceof ContractError) {
      output.notice(`${error.message}\n\nautotune patch --help lists what is accepted.`);
      return EXIT_REFUSED;
    }
    throw error;
  }
}

function patch(options: Extract<PatchOptions, { kind: 'patch' }>, output: Output): void {
  const { advised, folder, file, logicalId, params, isShared, isOwn, action } = options;
  const change = planMemoryChange(openProject(folder), {
    deployedName: advised.functionName,
    memoryMb: advised.memoryMb,
    logicalId,
    file,
    bindings: new Map([
      ...(advised.region === undefined ? [] : [['AWS::Region', advised.region] as const]),
      ...params,
    ]),
    isShared,
    isOwn,
  });
  if (change.kind === 'same') {
    output.result(`Nothing to change: ${change.text}.`);
    return;
  }
  const path = join(folder, change.file);
  const place = `${change.file}:${change.line}`;
  mustHold(path, change.textBefore);
  output.result(oneLineDiff(change.file, change.textBefore, change.textAfter).trimEnd());
  const notes = [...change.notes, ...driftNotes(advised.memoryMbBefore, change.memoryMbBefore)];
  for (const note of notes) output.notice(note);
  switch (action) {
    case 'show':
      output.notice(`Not written: --write changes ${place}, --pr opens a pull request.`);
      return;
    case 'write':
      writeSource(path, change.textBefore, change.textAfter);
      output.notice(`Written: ${place}. The next deployment applies it.`);
      return;
    case 'pull-request': {
      const url = openPullRequest({
        path,
        textAfter: change.textAfter,
        branch: `autotune/${advised.functionName}-${advised.memoryMb}`,
        title: pullRequestTitle(advised),
        body: pullRequestBody({ advised, place, notes }),
      });
      output.notice(`Pull request: ${url}`);
    }
  }
}

/** Warns if the source has another size than was deployed: it may not be the deployed source. */
function driftNotes(
  deployedMb: number | undefined,
  sourceMb: number | undefined,
): readonly string[] {
  return deployedMb === undefined || sourceMb === undefined || deployedMb === sourceMb
    ? []
    : [
        `Check the source: it says ${sourceMb} MB, but ${deployedMb} MB were deployed when the run began.`,
      ];
}
