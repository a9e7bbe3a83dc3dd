import * as z from 'zod/mini';
import { parseObjectAddress } from '../../shared/core/object-address.ts';
import { readJsonText } from '../request/json-text.ts';
import { UsageError } from '../usage-error.ts';

/** The part of a result that is read: the address of the report, which has the samples. */
const resultSchema = z.object({ report: z.object({ json: z.string() }) });

/**
 * Reads `--against` as a value of `compareWith`. A file must be the result of a run; the report
 * that it names is used instead, because figures without samples do not show how certain they are.
 *
 * @throws {UsageError} If it is a file that is not the result of a run in an account.
 */
export function readAgainst(text: string): string {
  // No version, alias or ARN of a function has a dot or a slash.
  if (parseObjectAddress(text) !== undefined || !/[./]/.test(text)) return text;
  const address = z.safeParse(resultSchema, readJsonText(text, '--against')).data?.report.json;
  if (address === undefined || parseObjectAddress(address) === undefined) {
    throw new UsageError(
      `Cannot read --against ${text}: it must be the result of a run, as autotune run --json or autotune gate --json prints it, with the address of its report in "report.json"`,
    );
  }
  return address;
}
