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

/** What is asked of the release to compare with. */
interface Wanted {
  readonly request: KeptQuestion['request'] & Pick<TuningRequest, 'compareWith'>;
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
 * Finds the release that the function is compared with: as Lambda has it, or else by what an earlier
 * run measured of it.
 *
 * @returns `null` where the request compares nothing.
 * @throws {FunctionNotFoundError} If it is not there, and no result of it is kept.
 * @throws {InvalidRequestError} If "previous" has nothing to stand for, or the report that is named
 *   cannot be compared with.
 * @throws {PermissionDeniedError} If a role lacks a permission on what it uses, and the measured one does not.
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

/** A release as Lambda has it, or as an earlier run measured it. */
type Found =
  | { readonly description: FunctionDescription; readonly qualifier: string }
  | { readonly kept: KeptRelease };

/** A version may have been deleted; an alias leads elsewhere by now, so that its name tells nothing. */
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
    throw new FunctionNotFoundError(
      `${error.message}. Nor can a kept result stand for it: ${kept}`,
      {
        cause: error,
      },
    );
  }
}

/** The newest published version of other code, or else the newest kept result of other code. */
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
    `Cannot compare "${functionArn}" with the previous release: it must have an older published version with other code: ${versionCount === 0 ? 'it has no published version' : `it has ${exactCountText(versionCount, 'published version')}, none of them`}. Nor can a kept result stand for it: ${kept}. Publish a version with each release, or name what to compare with`,
  );
}

/** The newest version of other code that is older than what is measured; absent where there is none. */
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
