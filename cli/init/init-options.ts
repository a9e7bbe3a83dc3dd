import { parseArgs } from 'node:util';
import {
  FUNCTION_REFERENCE_FORMS,
  parseFunctionReference,
} from '../../shared/core/function-reference.ts';
import { UsageError } from '../usage-error.ts';

/** What `autotune init` was asked to do. */
export type InitOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'write';
      /** As the user gave it: a name or an ARN, with or without a qualifier. */
      readonly functionName: string;
      readonly path: string;
    };

const FLAGS = { output: { type: 'string' }, help: { type: 'boolean' } } as const;

export const INIT_USAGE = `Usage: autotune init FUNCTION [options]

Writes a file with every field of a request, commented out, each with its meaning, what it accepts and
its default. autotune run --request FILE reads the file. Nothing is overwritten, and nothing in AWS is
called.

  FUNCTION              a name, a partial ARN or a full ARN, each with or without ":qualifier"
  --output FILE         the file to write; default: NAME.request.jsonc in this folder

Example: autotune init my-fn

Exit codes: 0 written, 2 refused, with the reason.`;

/**
 * Reads the command line of `autotune init`.
 *
 * @throws {UsageError} If the command line is invalid.
 */
export function readInitOptions(args: readonly string[]): InitOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  const [functionName, ...others] = positionals;
  if (functionName === undefined) {
    throw new UsageError('Cannot write a request: name a function');
  }
  if (others.length > 0) {
    throw new UsageError(
      `Cannot write a request for several functions: also given were ${others.join(', ')}`,
    );
  }
  const reference = parseFunctionReference(functionName);
  if (reference === undefined) {
    throw new UsageError(
      `Cannot read FUNCTION ${functionName}: it must be ${FUNCTION_REFERENCE_FORMS}`,
    );
  }
  if (values.output === '') throw new UsageError('Cannot read --output: it must name a file');
  return {
    kind: 'write',
    functionName,
    path: values.output ?? `${reference.functionName}.request.jsonc`,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: FLAGS });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
