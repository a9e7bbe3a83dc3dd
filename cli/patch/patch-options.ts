import { statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { POWER_VALUE_MB_MAX, POWER_VALUE_MB_MIN } from '../../shared/core/power-value.ts';
import { readNameValue } from '../name-value.ts';
import { UsageError } from '../usage-error.ts';
import { wholeNumber } from '../whole-number.ts';
import { type AdvisedSize, namedFunction, readAdvisedSize } from './advised-size.ts';

/** What `autotune patch` was asked to do. */
export type PatchOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'patch';
      readonly advised: AdvisedSize;
      /** Absolute. */
      readonly folder: string;
      /** Relative to the folder, with slashes; `undefined`: any file. */
      readonly file: string | undefined;
      readonly logicalId: string | undefined;
      readonly params: ReadonlyMap<string, string>;
      readonly isShared: boolean;
      readonly isOwn: boolean;
      readonly action: 'show' | 'write' | 'pull-request';
    };

const FLAGS = {
  function: { type: 'string' },
  memory: { type: 'string' },
  dir: { type: 'string' },
  file: { type: 'string' },
  'logical-id': { type: 'string' },
  param: { type: 'string', multiple: true },
  own: { type: 'boolean' },
  shared: { type: 'boolean' },
  write: { type: 'boolean' },
  pr: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export const PATCH_USAGE = `Usage: autotune patch RESULT [options]
       autotune patch --function NAME --memory MB [options]

Shows the line of the source to change, so that the next deployment keeps the size that a run
advises: in serverless.yml, SAM and CloudFormation templates, Terraform, and the CDK.

  RESULT              the result as JSON: what autotune --json prints, the report's JSON, or -
  --function NAME     instead of RESULT: a name or an ARN
  --memory MB         instead of RESULT: ${POWER_VALUE_MB_MIN} to ${POWER_VALUE_MB_MAX}
  --dir DIR           the folder of the source; default: this folder
  --file FILE         the file with the function's definition, if several fit
  --logical-id NAME   the function's name in the source: its logical id, its key below functions,
                      its Terraform resource, or its construct id
  --param NAME=VALUE  a parameter or variable of the deployment, such as stage=prod; may be repeated
  --own               set the size for this function alone, if it comes from a shared place
  --shared            change the shared place, and so all the functions that are listed
  --write             write the change
  --pr                commit the change to a branch, push it, and open a pull request with gh

Exit codes: 0 shown, written or not needed, 2 refused, with the reason.`;

/**
 * Reads the command line of `autotune patch`.
 *
 * @throws {UsageError} If the command line is invalid.
 * @throws {RefusalError} If the run does not advise a change.
 */
export function readPatchOptions(args: readonly string[]): PatchOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) {
    return { kind: 'help' };
  }
  if (values.own === true && values.shared === true) {
    throw new UsageError('Cannot follow both --own and --shared: leave out one of them');
  }
  if (values.write === true && values.pr === true) {
    throw new UsageError(
      'Cannot follow both --write and --pr: a pull request has the change on a separate branch, and does not change your files',
    );
  }
  return {
    kind: 'patch',
    advised: readAdvised(positionals, values),
    ...readPlace(values.dir, values.file),
    logicalId: values['logical-id'],
    params: new Map((values.param ?? []).map((text) => readNameValue('--param', text))),
    isShared: values.shared === true,
    isOwn: values.own === true,
    action: values.pr === true ? 'pull-request' : values.write === true ? 'write' : 'show',
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: FLAGS });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readAdvised(
  [result, ...others]: readonly string[],
  values: { readonly function?: string; readonly memory?: string },
): AdvisedSize {
  if (others.length > 0) {
    throw new UsageError(`Cannot use several results: also given were ${others.join(', ')}`);
  }
  const { function: functionName, memory } = values;
  if (result !== undefined) {
    if (functionName !== undefined || memory !== undefined) {
      throw new UsageError('Cannot use RESULT together with --function or --memory');
    }
    return readAdvisedSize(result);
  }
  if (functionName === undefined || memory === undefined) {
    throw new UsageError(
      'Cannot tell what to change: give the result of a run, or --function and --memory',
    );
  }
  return {
    ...namedFunction(functionName, '--function'),
    memoryMb: wholeNumber('--memory', memory, {
      min: POWER_VALUE_MB_MIN,
      max: POWER_VALUE_MB_MAX,
      fallback: POWER_VALUE_MB_MIN,
    }),
    memoryMbBefore: undefined,
    result: undefined,
  };
}

/**
 * Reads `--dir` and `--file`. Without `--dir`, a file outside of the working directory sets the
 * folder.
 */
function readPlace(dir: string | undefined, file: string | undefined) {
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new UsageError(`Cannot read --file ${file}: there is no such file`);
  }
  const isHere = file === undefined || isWithin(process.cwd(), file);
  const folder = resolve(dir ?? (isHere ? '.' : dirname(file)));
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`Cannot read --dir ${dir}: there is no such folder`);
  }
  if (file !== undefined && !isWithin(folder, file)) {
    throw new UsageError(`Cannot read --file ${file}: it must be in the folder of --dir, ${dir}`);
  }
  return {
    folder,
    file: file === undefined ? undefined : relative(folder, resolve(file)).replaceAll(sep, '/'),
  };
}

function isWithin(folder: string, file: string): boolean {
  const path = relative(resolve(folder), resolve(file));
  return path !== '..' && !path.startsWith(`..${sep}`) && resolve(folder, path) === resolve(file);
}
