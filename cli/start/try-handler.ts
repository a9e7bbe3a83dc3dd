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

/** How Node.js 24 on Lambda refuses a handler that takes a callback. */
const CALLBACK_ERROR = 'Runtime.CallbackHandlerDeprecated';

/** A handler that is about to be tuned. */
interface Trial {
  readonly target: LocalTarget;
  readonly handler: PackagedHandler;
  /** As it would be deployed. */
  readonly source: FunctionSource;
  /** Where the log of a failure is kept. */
  readonly outputDirectory: string;
}

/**
 * Runs a handler with its event before it is tuned, because one that always fails would fail at
 * every size. Running out of memory is no failure here: a larger size may do. Neither is an error
 * that the request allows.
 *
 * @param interrupt Ends the trial.
 * @returns What to deploy: for an older runtime, where the handler takes a callback.
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

/** Whether the request takes the error for an answer; what it may say was read before. */
function isAllowed(failure: FunctionFailure, { request }: LocalTarget): boolean {
  const { allowedErrors } = request;
  return Array.isArray(allowedErrors) && isAllowedError(failure, allowedErrors);
}

/** The first event of the request; `undefined` where there is none. */
function eventOf({ payload, payloads }: LocalTarget['request']): unknown {
  return payload === undefined && Array.isArray(payloads) ? payloads[0]?.payload : payload;
}

/** The folder that has what was missing, as a path to type. A whole folder that is deployed already has all. */
function rootToTry(
  { source }: LocalTarget,
  { path }: PackagedHandler,
  { errorMessage }: FunctionFailure,
): string | undefined {
  const isWhole = source.kind === 'sample' || source.choice.root !== undefined;
  const folder = isWhole ? undefined : folderWithMissing(withoutTaskRoot(errorMessage), path);
  return folder && shownPath(folder);
}
