import { GetLayerVersionByArnCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { NativePart } from '../core/native-parts.ts';
import { TunerError, UnsupportedFunctionError } from '../errors.ts';
import { type CallContext, callAws } from './aws-call.ts';
import { type FunctionAddress, readFunction } from './function-description.ts';
import { DOWNLOAD_MS_MAX, openDownload, readDownload, type ZipAddress } from './zip-download.ts';
import { nativePartsOf } from './zip-parts.ts';

/** A zip that belongs to a function, its own or a layer's, with the compiled files in it. */
export interface PackageParts {
  /** Absent for the function's own zip. */
  readonly layerVersionArn?: string;
  readonly parts: readonly NativePart[];
}

/** Largest package with its layers, bytes (Lambda quotas: 250 MB unzipped); held in memory. */
const PACKAGE_BYTES_MAX = 250 * 1024 * 1024;

/**
 * Makes the operation that finds the files in a function's zip, and in its layers, that are
 * compiled for one architecture. Reads one zip after the other.
 *
 * @param download Downloads from the URL that Lambda signed.
 */
export function packageReader(
  download: typeof fetch,
): (
  client: LambdaClient,
  context: CallContext,
  address: FunctionAddress,
) => Promise<readonly PackageParts[]> {
  return async (client, context, address) => {
    const { Configuration, Code } = await readFunction(client, context, address);
    const own = { what: `the code of "${Configuration?.FunctionName ?? ''}"` };
    const packages: PackageParts[] = [
      { parts: await partsAt({ ...own, location: Code?.Location }, download, context) },
    ];
    for (const { Arn: layerVersionArn } of Configuration?.Layers ?? []) {
      if (layerVersionArn === undefined) continue;
      const what = `layer "${layerVersionArn}"`;
      const location = await layerLocation(client, context, layerVersionArn);
      packages.push({
        layerVersionArn,
        parts: await partsAt({ what, location }, download, context),
      });
    }
    return packages;
  };
}

/**
 * @throws {UnsupportedFunctionError} If the layer cannot be read: it may hold compiled code.
 */
async function layerLocation(
  client: LambdaClient,
  context: CallContext,
  layerVersionArn: string,
): Promise<string | undefined> {
  try {
    const { Content } = await callAws(`read layer "${layerVersionArn}"`, context, (abortSignal) =>
      client.send(new GetLayerVersionByArnCommand({ Arn: layerVersionArn }), { abortSignal }),
    );
    return Content?.Location;
  } catch (error) {
    if (error instanceof TunerError && error.category === 'permanent') {
      throw new UnsupportedFunctionError(
        `Cannot tell whether layer "${layerVersionArn}" runs on another architecture: ${error.message}. Allow lambda:GetLayerVersion on it to the role of ResolveFunction (a layer of another account needs a permission for this one), or leave "architectures" out`,
        { cause: error },
      );
    }
    throw error;
  }
}

async function partsAt(
  { what, location }: Pick<ZipAddress, 'what'> & { readonly location: string | undefined },
  download: typeof fetch,
  context: CallContext,
): Promise<readonly NativePart[]> {
  if (location === undefined) {
    throw new UnsupportedFunctionError(
      `Cannot read ${what}: Lambda gives no address to download it from`,
    );
  }
  const zip = await callAws(
    `download ${what}`,
    context,
    async (signal) => {
      const response = await openDownload({ what, location }, download, signal);
      if (Number(response.headers.get('content-length') ?? 0) > PACKAGE_BYTES_MAX) {
        await response.body.cancel();
        throw new UnsupportedFunctionError(
          `Cannot read ${what}: it must be at most ${PACKAGE_BYTES_MAX} bytes`,
        );
      }
      return await readDownload({ what }, response);
    },
    { attemptMsMax: DOWNLOAD_MS_MAX },
  );
  try {
    return nativePartsOf(zip);
  } catch (error) {
    throw new UnsupportedFunctionError(
      `Cannot read ${what}: it must be a zip that can be unpacked: ${error instanceof Error ? error.message : error}`,
      { cause: error },
    );
  }
}
