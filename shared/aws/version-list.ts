import { type LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { type CallContext, callAws } from './aws-call.ts';
import type { FunctionInput } from './gateway.ts';

/** A published version, with the hash of its code. */
export interface ListedVersion {
  /** Lambda increases it with each published version. */
  readonly versionNumber: number;
  readonly codeSha256: string;
}

/** Most pages, of 50 versions or fewer. Lambda lists the oldest first. */
const PAGE_COUNT_MAX = 100;

/**
 * Lists the published versions of a function, newest first.
 *
 * @throws {TunerError} If Lambda cannot be asked.
 */
export async function listVersions(
  client: LambdaClient,
  context: CallContext,
  { functionArn }: FunctionInput,
): Promise<readonly ListedVersion[]> {
  const versions: ListedVersion[] = [];
  let marker: string | undefined;
  let pageCount = 0;
  do {
    const { Versions = [], NextMarker } = await callAws(
      `list the versions of "${functionArn}"`,
      context,
      (abortSignal) =>
        client.send(
          new ListVersionsByFunctionCommand({ FunctionName: functionArn, Marker: marker }),
          { abortSignal },
        ),
    );
    for (const { Version = '', CodeSha256 } of Versions) {
      if (/^\d+$/.test(Version) && CodeSha256 !== undefined) {
        versions.push({ versionNumber: Number(Version), codeSha256: CodeSha256 });
      }
    }
    // An empty marker also ends the list.
    marker = NextMarker || undefined;
    pageCount += 1;
  } while (marker !== undefined && pageCount < PAGE_COUNT_MAX);
  return versions.toSorted((a, b) => b.versionNumber - a.versionNumber);
}
