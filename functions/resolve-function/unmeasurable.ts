import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { UnsupportedFunctionError } from '../../shared/errors.ts';

/**
 * Refuses a function that clones would measure wrongly, or run although it must not run.
 *
 * @throws {UnsupportedFunctionError} If the function is switched off, or the price of its cold
 *   starts is not known here.
 */
export function refuseUnmeasurable(
  description: FunctionDescription,
  request: Pick<TuningRequest, 'coldStarts'>,
): void {
  refuseSwitchedOff(description);
  if (request.coldStarts) {
    refuseChargedRestores(description);
  }
}

/**
 * Refuses a function that was switched off: clones have no reserved concurrency, so they would run
 * it.
 */
function refuseSwitchedOff({ functionArn, reservedConcurrency }: FunctionDescription): void {
  if (reservedConcurrency === 0) {
    throw new UnsupportedFunctionError(
      `Cannot tune "${functionArn}": it is switched off: its reserved concurrency is 0. Remove it, or raise it, and start again`,
    );
  }
}

/** Refuses SnapStart runtimes other than Java: only for Java is SnapStart free (Lambda pricing). */
function refuseChargedRestores({
  functionArn,
  hasSnapStart,
  runtime = '',
}: FunctionDescription): void {
  if (hasSnapStart && !runtime.startsWith('java')) {
    throw new UnsupportedFunctionError(
      `Cannot measure cold starts of "${functionArn}": with SnapStart, "${runtime}" pays separately for each restore, which no invocation reports. Leave "coldStarts" out, or switch SnapStart off`,
    );
  }
}
