import { LAYERS_MAX } from './function-limits.ts';
import type { JsonObject } from './lambda-protocol.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readStringList } from './parameter-reading.ts';

const LAYER_VERSION =
  /^(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+):([0-9]+)$/;

const LAYER_CONSTRAINT = `Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+]`;

/**
 * Reads the layers of a function.
 *
 * @throws {ApiError} If there are too many, one of them is not the ARN of a layer version or is in
 *   another region, or two are versions of the same layer.
 */
export function readLayers(input: JsonObject, region: string): readonly string[] | undefined {
  const arns = readStringList(input, 'Layers');
  if (arns === undefined) return undefined;
  if (!arns.every((arn) => LAYER_VERSION.test(arn))) {
    throw violatedConstraint('layers', `[${arns.join(', ')}]`, LAYER_CONSTRAINT);
  }
  if (arns.length > LAYERS_MAX) {
    throw invalidParameter(`Cannot reference more than ${LAYERS_MAX} layers.`);
  }
  if (arns.some((arn) => arn.split(':')[3] !== region)) {
    throw invalidParameter(
      `Layers are not in the same region as the function. Layers are expected to be in region ${region}.`,
    );
  }
  checkNoneTwice(arns);
  return arns;
}

function checkNoneTwice(arns: readonly string[]): void {
  for (const [index, arn] of arns.entries()) {
    const earlier = arns.slice(0, index).find((other) => layerOf(other) === layerOf(arn));
    if (earlier !== undefined) {
      throw invalidParameter(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${earlier} and ${arn} are versions of the same layer.`,
      );
    }
  }
}

function layerOf(layerVersionArn: string): string | undefined {
  return LAYER_VERSION.exec(layerVersionArn)?.[1];
}
