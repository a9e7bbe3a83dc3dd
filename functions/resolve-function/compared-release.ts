import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import type { Baseline } from '../../shared/contract/baseline.ts';
import type { KeptRelease } from '../../shared/contract/kept-release.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import { exactCountText } from '../../shared/core/count-text.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { regionOfArn } from '../../shared/core/function-reference.ts';
import { PREVIOUS_RELEASE } from '../../shared/core/measurement/release-clone.ts';
import { parseObjectAddress } from '../../shared/core/object-address.ts';
import { FunctionNotFoundError, InvalidRequestError } from '../../shared/errors.ts';
import {
  findKeptRelease,
  type KeptQuestion,
  type KeptReleasePorts,
  readKeptReport,
} from './kept-release.ts';

/** Dependencies of finding the release to compare with. */
export type ComparedReleasePorts = KeptReleasePorts &
  Pick<LambdaApi, 'describeFunction' | 'listVersions' | 'readVersion'>;

/** What is required of the release to compare with. */
interface Wanted {
  readonly request: KeptQuestion['request'] & Pick<TuningRequest, 'compareWith'>;
  /** Throws if no clone of a release could be made. */
  requireUsable(release: FunctionDescription): Promise<void>;
}

/** The function to be measured, and the qualifier it was named with. */
interface Measured {
  readonly description: FunctionDescription;
  /** Qualifier after the function's name; absent for `$LATEST`. */
  readonly qualifier: string | undefined;
}

/**
 * Finds the release that the function is compared with: from Lambda, or else from what an earlier
 * run measured of it.
 *
 * @returns `null` if the request compares nothing.
 * @throws {FunctionNotFoundError} If the release does not exist, and no result of it is kept.
 * @throws {InvalidRequestError} If there is no "previous" release, or the report that is named
 *   cannot be compared with.
 * @throws {PermissionDeniedError} If a role lacks a permission on something that only the old
 *   release uses.
 */
export async function readComparedRelease(
  ports: ComparedReleasePorts,
  measured: Measured,
  { request, requireUsable }: Wanted,
): Promise<Baseline | null> {
  const { compareWith } = request;
  if (compareWith === undefined) return null;
  const question = { target: measured.description, request };
  if (parseObjectAddress(compareWith) !== undefined) {
    return { kept: await readKeptReport(ports, question, compareWith) };
  }
  const found =
    compareWith === PREVIOUS_RELEASE
      ? await previousRelease(ports, measured, question)
      : await namedRelease(ports, question, compareWith);
  if ('kept' in found) return found;
  const { description, qualifier } = found;
  const { functionArn, dependencies: measuredDependencies } = measured.description;
  // The measured release is checked separately, and most releases use the same things as the one
  // before.
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

/** A release from Lambda, or from what an earlier run measured of it. */
type Found =
  | { readonly description: FunctionDescription; readonly qualifier: string }
  | { readonly kept: KeptRelease };

/**
 * Reads a release by its version or alias. A kept result can replace a deleted version, but not an
 * alias, which may have pointed elsewhere then.
 */
async function namedRelease(
  ports: ComparedReleasePorts,
  question: KeptQuestion,
  qualifier: string,
): Promise<Found> {
  const { functionArn } = question.target;
  try {
    return { description: await ports.describeFunction({ functionArn, qualifier }), qualifier };
  } catch (error) {
    if (!(error instanceof FunctionNotFoundError) || !/^\d+$/.test(qualifier)) throw error;
    const kept = await findKeptRelease(ports, question, (each) => each.qualifier === qualifier);
    if (typeof kept !== 'string') return { kept };
    throw new FunctionNotFoundError(`${error.message}. No kept result can replace it: ${kept}`, {
      cause: error,
    });
  }
}

/**
 * Finds the newest published version with other code, or else the newest kept result of other code.
 */
async function previousRelease(
  ports: ComparedReleasePorts,
  measured: Measured,
  question: KeptQuestion,
): Promise<Found> {
  const { functionArn, codeSha256 } = measured.description;
  const { qualifier, versionCount } = await previousVersion(ports, measured);
  if (qualifier !== undefined) {
    return { description: await ports.describeFunction({ functionArn, qualifier }), qualifier };
  }
  const kept = await findKeptRelease(ports, question, (each) => each.codeSha256 !== codeSha256);
  if (typeof kept !== 'string') return { kept };
  throw new InvalidRequestError(
    `Cannot compare "${functionArn}" with the previous release: it must have an older published version with other code: ${versionCount === 0 ? 'it has no published version' : `it has ${exactCountText(versionCount, 'published version')}, none of them`}. No kept result can replace it: ${kept}. Publish a version with each release, or name what to compare with`,
  );
}

/**
 * Finds the newest version with other code that is older than the measured one; `undefined` if
 * there is none.
 */
async function previousVersion(
  ports: ComparedReleasePorts,
  { description, qualifier }: Measured,
): Promise<{ readonly qualifier: string | undefined; readonly versionCount: number }> {
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
  return { qualifier: previous && String(previous.versionNumber), versionCount: versions.length };
}
