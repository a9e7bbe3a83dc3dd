import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startSlowHttpService } from '../../local/samples/slow-http-service.ts';
import type { Cast, CastOutput } from './cast.ts';
import { recordCommand } from './record-command.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** The sample function to tune, and the folder that stands for the user's own. */
const FUNCTION_NAME = 'slow-service';
const SHOWN_FOLDER = `/${FUNCTION_NAME}`;

/** The command as it is typed. */
export const TYPED_COMMAND =
  'npx lambda-autotuner local handler.mjs --payload event.json --env SERVICE_URL=$SERVICE_URL';

const COLUMNS = 92;
const ROWS = 50;

/** Pauses between two keys, and before the command starts, ms. */
const KEY_MS = 40;
const ENTER_MS = 500;

/** A run of the command on a sample function. */
interface TuningRun {
  readonly cast: Cast;
  /** The report page of the run. */
  readonly report: string;
}

/**
 * Tunes a sample function on this machine, as its owner would, and returns what the terminal
 * showed.
 * @throws {Error} If the machine was busy, so that a quiet machine would give another answer.
 */
export async function recordTuning(): Promise<TuningRun> {
  const home = mkdtempSync(join(tmpdir(), 'autotuner-docs-'));
  const directory = join(home, FUNCTION_NAME);
  const service = await startSlowHttpService();
  try {
    mkdirSync(directory);
    cpSync(join(PROJECT, 'local', 'samples', FUNCTION_NAME), directory, { recursive: true });
    const program = `${process.execPath} ${join(PROJECT, 'cli', 'autotune.ts')}`;
    const { outputs, ...size } = await recordCommand({
      command: TYPED_COMMAND.replace('npx lambda-autotuner', program),
      directory,
      variables: { SERVICE_URL: service.url },
      columns: COLUMNS,
      rows: ROWS,
    });
    if (outputs.some(({ text }) => text.includes('This machine was busy'))) {
      throw new Error('Cannot record a run: the machine must not be busy: run it again later');
    }
    return {
      cast: { ...size, outputs: [...typed(), ...afterTyping(outputs, directory)] },
      report: readFileSync(join(directory, '.autotuner', `${FUNCTION_NAME}.html`), 'utf8'),
    };
  } finally {
    await service.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Returns the command line key by key, as a person would see it. */
function typed(): readonly CastOutput[] {
  return [
    { atMs: 0, text: '\u001b[32m$\u001b[39m ' },
    ...[...TYPED_COMMAND].map((text, index) => ({ atMs: (index + 1) * KEY_MS, text })),
  ];
}

/**
 * Returns the output, delayed by the typing, with links to a folder other than the one on this
 * machine.
 */
function afterTyping(outputs: readonly CastOutput[], directory: string): readonly CastOutput[] {
  const beginMs = TYPED_COMMAND.length * KEY_MS + ENTER_MS;
  const shown = pathToFileURL(SHOWN_FOLDER).href;
  return [
    { atMs: beginMs, text: '\r\n' },
    ...outputs.map(({ atMs, text }) => ({
      atMs: beginMs + atMs,
      text: text.replaceAll(pathToFileURL(directory).href, shown),
    })),
  ];
}
