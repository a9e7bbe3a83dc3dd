import type { DeployedRelease } from '../../shared/aws/code-deployment.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { ConfigurationError } from '../../shared/errors.ts';

/** The field of `ReleaseHookRequest` with further fields of single functions. */
const BY_FUNCTION = 'byFunction';

type Fields = Readonly<Record<string, unknown>>;

/** The input of the run that compares the releases of a deployment. */
export function hookRequest(
  written: Fields,
  { functionName, currentVersion, targetVersion }: DeployedRelease,
): Fields {
  return {
    onBusy: 'wait',
    ...fieldsFor(written, functionName),
    functionName: `${functionName}:${targetVersion}`,
    compareWith: currentVersion,
  };
}

/** Those of the function go before those of all. */
function fieldsFor({ [BY_FUNCTION]: byFunction, ...common }: Fields, functionName: string): Fields {
  return { ...common, ...readByFunction(byFunction)[functionName] };
}

/**
 * Checks what a deployment's parameter says, for each function that it names and for all others.
 *
 * @throws {InvalidRequestError} If the fields are wrong, as the run itself would say it.
 * @throws {ConfigurationError} If `byFunction` is no object of objects.
 */
export function requireRightRequests(written: Fields): void {
  const versions = { currentVersion: '1', targetVersion: '2' };
  for (const functionName of ['any', ...Object.keys(readByFunction(written[BY_FUNCTION]))]) {
    parseTuningRequest(hookRequest(written, { functionName, ...versions }));
  }
}

function readByFunction(value: unknown = {}): Readonly<Record<string, Fields>> {
  const isObject = (each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each);
  if (!isObject(value) || !Object.values(value as Fields).every(isObject)) {
    throw new ConfigurationError(
      'Cannot start: "byFunction" of "ReleaseHookRequest" must have an object of fields for each name of a function',
    );
  }
  return value as Readonly<Record<string, Fields>>;
}
