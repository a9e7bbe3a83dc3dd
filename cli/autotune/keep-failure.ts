import { writeFile } from 'node:fs/promises';
import { shownPath } from '../handler/shown-path.ts';
import { withoutRuntime } from '../handler/task-root.ts';
import type { Account } from './account.ts';

/** Address of the report of a failed run, as it appears in the execution's cause. */
const REPORT_ADDRESS = /s3:\/\/\S+\.json/;

/**
 * Saves the report of a run that failed in the local cloud, whose store ends with the command.
 *
 * @param why What failed; contains the address of the report, if there is one.
 * @param htmlPath Where the report of a successful run would be saved; the JSON goes beside it.
 * @returns What failed, with the local path in place of the address.
 */
export async function keepFailure(
  account: Pick<Account, 'readObject'>,
  why: string,
  htmlPath: string | undefined,
): Promise<string> {
  const text = withoutRuntime(why);
  const address = REPORT_ADDRESS.exec(text)?.[0];
  if (address === undefined || htmlPath === undefined) {
    return text;
  }
  const path = htmlPath.replace(/\.html$/, '.json');
  try {
    await writeFile(path, await account.readObject(address));
    return text.replace(address, shownPath(path));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return text.replace(address, `a report that could not be saved (${problem})`);
  }
}
