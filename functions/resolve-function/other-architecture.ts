import type {
  FunctionAddress,
  FunctionDescription,
} from '../../shared/aws/function-description.ts';
import type { LambdaApi } from '../../shared/aws/lambda-api.ts';
import { otherArchitecture } from '../../shared/contract/other-architecture.ts';
import type { TuningRequest } from '../../shared/contract/request-fields.ts';
import type { Architecture } from '../../shared/core/architecture.ts';
import { partWithoutCounterpart } from '../../shared/core/native-parts.ts';
import { runsOnArm64 } from '../../shared/core/pricing/arm64-saving.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';
import { InvalidRequestError, UnsupportedFunctionError } from '../../shared/errors.ts';

/** Dependencies of {@link requireRunnableOnOther}. */
export type OtherArchitecturePorts = Pick<LambdaApi, 'readPackageParts'>;

/** Longest path of a file in a message, characters. */
const PATH_LENGTH_MAX = 200;

/**
 * Ends a run at once if it is to measure an architecture on which the function cannot run.
 *
 * @throws {InvalidRequestError} If `architectures` leaves out the one that the function has.
 * @throws {UnsupportedFunctionError} If the function is an image, its runtime is not offered there,
 *   a layer cannot be read, or a compiled file has no counterpart for it.
 */
export async function requireRunnableOnOther(
  ports: OtherArchitecturePorts,
  description: FunctionDescription,
  address: FunctionAddress,
  request: Pick<TuningRequest, 'architectures'>,
): Promise<void> {
  const { functionArn, architecture: own, runtime = '', packageType } = description;
  if (request.architectures?.includes(own) === false) {
    throw new InvalidRequestError(
      `Cannot tune "${functionArn}": "architectures" must have the one that the function has, which the other is compared with: current value is ${JSON.stringify(request.architectures)}, and the function has ${own}`,
    );
  }
  const other = otherArchitecture(request, description);
  if (other === undefined) return;
  if (packageType === 'Image') {
    throw refusal(
      description,
      other,
      `it is a container image, and Lambda takes an image for one architecture only: build one for ${other}, deploy it as a function of its own, and tune that one`,
    );
  }
  if (other === 'arm64' && !runsOnArm64(runtime)) {
    throw refusal(description, other, `Lambda does not offer the runtime "${runtime}" there`);
  }
  for (const { layerVersionArn, parts } of await ports.readPackageParts(address)) {
    const part = partWithoutCounterpart(parts, own, other);
    if (part !== undefined) {
      const where = layerVersionArn === undefined ? 'its package' : `its layer ${layerVersionArn}`;
      throw refusal(
        description,
        other,
        `"${cleanText(part.path, PATH_LENGTH_MAX)}" in ${where} is compiled for ${own}, and has no counterpart for ${other} there. Build it for both (docs/architectures.md), deploy that, and start again`,
      );
    }
  }
}

function refusal(
  { functionArn }: FunctionDescription,
  other: Architecture,
  reason: string,
): UnsupportedFunctionError {
  return new UnsupportedFunctionError(
    `Cannot measure "${functionArn}" on ${other}: ${reason}; or leave "architectures" out`,
  );
}
