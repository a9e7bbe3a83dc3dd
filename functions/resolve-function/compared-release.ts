import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { Baseline } from '../../shared/contract/baseline.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { regionOfArn } from '../../shared/core/function-reference.ts';
import { PREVIOUS_RELEASE } from '../../shared/core/measurement/release-clone.ts';
import { InvalidRequestError } from '../../shared/errors.ts';

/** Dependencies of finding the release to compare with. */
export type ComparedReleasePorts = Pick<
  LambdaApi,
  'describeFunction' | 'listVersions' | 'readVersion'
>;

/** What is asked of the release to compare with. */
interface Wanted {
  readonly compareWith: string | undefined;
  /** Rejects where no clone of a release could be made. */
  requireUsable(release: FunctionDescription): Promise<void>;
}

/** What is to be measured of the function, and where it was named. */
interface Measured {
  readonly description: FunctionDescription;
  /** What was asked for after the name; absent for `$LATEST`. */
  readonly qualifier: string | undefined;
}

/**
 * Finds the release that the function is compared with.
 *
 * @returns `null` where the request compares nothing.
 * @throws {FunctionNotFoundError} If it is not there.
 * @throws {InvalidRequestError} If "previous" has no version to stand for.
 * @throws {PermissionDeniedError} If a role lacks a permission on what it uses, and the measured one does not.
 */
export async function readComparedRelease(
  ports: ComparedReleasePorts,
  measured: Measured,
  { compareWith, requireUsable }: Wanted,
): Promise<Baseline | null> {
  if (compareWith === undefined) return null;
  const { functionArn, dependencies: measuredDependencies } = measured.description;
  const qualifier =
    compareWith === PREVIOUS_RELEASE ? await previousVersion(ports, measured) : compareWith;
  const description = await ports.describeFunction({ functionArn, qualifier });
  // The measured release is asked about by itself; most releases use what the one before did.
  if (digestOf(description.dependencies) !== digestOf(measuredDependencies)) {
    await requireUsable(description);
  }
  const {
    tags: _tags,
    dependencies: _dependencies,
    reservedConcurrency: _reserved,
    updateStatus: _status,
    updateStatusReason: _reason,
    ...release
  } = description;
  return { target: { ...release, region: regionOfArn(functionArn), qualifier } };
}

/** The newest version of other code that is older than what is measured. */
async function previousVersion(
  ports: ComparedReleasePorts,
  { description, qualifier }: Measured,
): Promise<string> {
  const { functionArn, codeSha256 } = description;
  const [versions, own] = await Promise.all([
    ports.listVersions({ functionArn }),
    qualifier === undefined ? undefined : ports.readVersion({ functionArn, qualifier }),
  ]);
  // `$LATEST` is newer than any version.
  const ownNumber = Number(own?.functionVersion ?? Number.NaN);
  const previous = versions.find(
    (version) =>
      version.codeSha256 !== codeSha256 &&
      (Number.isNaN(ownNumber) || version.versionNumber < ownNumber),
  );
  if (previous === undefined) {
    throw new InvalidRequestError(
      `Cannot compare "${functionArn}" with the previous release: it must have an older published version with other code: ${versions.length === 0 ? 'it has no published version' : `none of its ${versions.length} versions is`}. Publish a version with each release, or name what to compare with`,
    );
  }
  return String(previous.versionNumber);
}
