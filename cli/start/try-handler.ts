import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FunctionSource } from '../../local/deployment/deploy-function.ts';
import { type FunctionFailure, tryFunction } from '../../local/deployment/try-function.ts';
import {
  isAllowedError,
  isMemoryShort,
} from '../../shared/core/measurement/measured-invocation.ts';
import { CALLBACK_RUNTIME } from '../handler/deployed-files.ts';
import { HandlerError } from '../handler/handler-error.ts';
import type { PackagedHandler } from '../handler/package-handler.ts';
import { shownPath } from '../handler/shown-path.ts';
import { withoutTaskRoot } from '../handler/task-root.ts';
import type { LocalTarget } from '../start-options.ts';
import { folderWithMissing } from './missing-file.ts';
import { trialReport } from './trial-report.ts';

/** The error with which Node.js 24 on Lambda rejects a handler that takes a callback. */
const CALLBACK_ERROR = 'Runtime.CallbackHandlerDeprecated';

/** A handler that is about to be tuned. */
interface Trial {
  readonly target: LocalTarget;
  readonly handler: PackagedHandler;
  /** The handler as it would be deployed. */
  readonly source: FunctionSource;
  /** Where the log of a failure is kept. */
  readonly outputDirectory: string;
}

/**
 * Runs a handler with its event before it is tuned, because one that always fails would fail at
 * every size. Running out of memory does not count as a failure, because a larger size may work.
 * Neither does an error that the request allows.
 *
 * @param interrupt Stops the trial.
 * @returns What to deploy; if the handler takes a callback, for an older runtime.
 * @throws {HandlerError} If it fails; the message says how, and what to try.
 */
export async function tryHandler(trial: Trial, interrupt: AbortSignal): Promise<FunctionSource> {
  const { target, handler, source, outputDirectory } = trial;
  const event = eventOf(target.request);
  const { failure, log } = await tryFunction(source, event === undefined ? {} : event, interrupt);
  if (failure === undefined || isMemoryShort(failure) || isAllowed(failure, target)) {
    return source;
  }
  if (failure.errorType === CALLBACK_ERROR && source.code.runtime !== CALLBACK_RUNTIME) {
    const older: FunctionSource = {
      ...source,
      code: { ...source.code, runtime: CALLBACK_RUNTIME },
    };
    return await tryHandler({ ...trial, source: older }, interrupt);
  }
  const logPath = join(outputDirectory, `${target.functionName}.log`);
  await writeFile(logPath, log);
  throw new HandlerError(
    trialReport(failure, log, {
      ...handler,
      shownPath: target.character,
      timeoutSeconds: target.timeoutSeconds,
      givenVariables: Object.keys(source.environment),
      hasPayload: event !== undefined,
      rootToTry: rootToTry(target, handler, failure),
      logPath: shownPath(logPath),
    }),
  );
}

/** Whether the request allows the error; the field was validated before. */
function isAllowed(failure: FunctionFailure, { request }: LocalTarget): boolean {
  const { allowedErrors } = request;
  return Array.isArray(allowedErrors) && isAllowedError(failure, allowedErrors);
}

/** Returns the first event of the request; `undefined` if it has none. */
function eventOf({ payload, payloads }: LocalTarget['request']): unknown {
  return payload === undefined && Array.isArray(payloads) ? payloads[0]?.payload : payload;
}

/**
 * Returns the folder that has what is missing, as a path to type; `undefined` if a whole folder was
 * deployed, or none has it.
 */
function rootToTry(
  { source }: LocalTarget,
  { path }: PackagedHandler,
  { errorMessage }: FunctionFailure,
): string | undefined {
  const isWhole = source.kind === 'sample' || source.choice.root !== undefined;
  const folder = isWhole ? undefined : folderWithMissing(withoutTaskRoot(errorMessage), path);
  return folder && shownPath(folder);
}
