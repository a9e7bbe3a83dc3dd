import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { UnsupportedFunctionError } from '../../shared/errors.ts';

/**
 * Refuses what a clone would tell nothing true of, or would undo.
 *
 * @throws {UnsupportedFunctionError} If the function is switched off, or its cold starts cost what is
 *   not known here.
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

/** Clones have no reserved concurrency: they would run a function that was switched off. */
function refuseSwitchedOff({ functionArn, reservedConcurrency }: FunctionDescription): void {
  if (reservedConcurrency === 0) {
    throw new UnsupportedFunctionError(
      `Cannot tune "${functionArn}": it is switched off: its reserved concurrency is 0. Remove it, or raise it, and start again`,
    );
  }
}

/** With Java alone, SnapStart has no price of its own (Lambda pricing). */
function refuseChargedRestores({
  functionArn,
  hasSnapStart,
  runtime = '',
}: FunctionDescription): void {
  if (hasSnapStart && !runtime.startsWith('java')) {
    throw new UnsupportedFunctionError(
      `Cannot measure cold starts of "${functionArn}": with SnapStart, "${runtime}" pays for each restore apart, which no invocation tells. Leave "coldStarts" out, or switch SnapStart off`,
    );
  }
}
