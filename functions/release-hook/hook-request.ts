import type { DeployedRelease } from '../../shared/aws/code-deployment.ts';
import { parseTuningRequest } from '../../shared/contract/tuning-request.ts';
import { ConfigurationError } from '../../shared/errors.ts';

/** The field of `ReleaseHookRequest` that holds further fields for single functions. */
const BY_FUNCTION = 'byFunction';

type Fields = Readonly<Record<string, unknown>>;

/** Returns the input of the run that compares the releases of a deployment. */
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

/** Returns the fields for a function; its own take precedence over the common ones. */
function fieldsFor({ [BY_FUNCTION]: byFunction, ...common }: Fields, functionName: string): Fields {
  return { ...common, ...readByFunction(byFunction)[functionName] };
}

/**
 * Checks the deployment's parameter for each function that it names, and for all others.
 *
 * @throws {InvalidRequestError} If the fields are invalid, with the same message as in a run.
 * @throws {ConfigurationError} If `byFunction` is not an object of objects.
 */
export function requireValidRequests(written: Fields): void {
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
