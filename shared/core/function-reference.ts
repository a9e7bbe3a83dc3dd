import { InvariantError } from '../errors.ts';
import { definedOnly } from './defined-only.ts';

/** The parts of a reference to a function. Parts that were not written are absent. */
interface FunctionReference {
  readonly partition?: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly functionName: string;
  /** Version number, alias name or `$LATEST`. */
  readonly qualifier?: string;
}

/** Partition, region and account to use if a reference does not name them. */
export interface Home {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** A function with its partition, region and account. */
export type QualifiedFunction = Required<Omit<FunctionReference, 'qualifier'>> &
  Pick<FunctionReference, 'qualifier'>;

const NAME = '[a-zA-Z0-9_-]{1,64}';
const QUALIFIER = '\\$LATEST|[a-zA-Z0-9_-]{1,128}';
const REFERENCE = new RegExp(
  `^(?:(?:arn:(?<partition>aws[a-z-]*):lambda:(?<region>[a-z]{2,3}(?:-[a-z]+)+-\\d):)?(?<accountId>\\d{12}):function:)?(?<functionName>${NAME})(?::(?<qualifier>${QUALIFIER}))?$`,
);

/** The forms that {@link parseFunctionReference} accepts, as error messages list them. */
export const FUNCTION_REFERENCE_FORMS =
  'a name ("my-fn"), a partial ARN ("123456789012:function:my-fn") or a full ARN ("arn:aws:lambda:eu-west-1:123456789012:function:my-fn"), each with or without ":qualifier"';

/**
 * Parses a function name or ARN in every form that the Lambda API accepts (`FunctionName` of
 * Invoke: name, partial ARN, full ARN, each with an optional qualifier).
 *
 * @returns `undefined` if the text has none of these forms.
 */
export function parseFunctionReference(text: string): FunctionReference | undefined {
  const groups = REFERENCE.exec(text)?.groups;
  const functionName = groups?.functionName;
  if (groups === undefined || functionName === undefined) {
    return undefined;
  }
  const { partition, region, accountId, qualifier } = groups;
  return definedOnly({ partition, region, accountId, functionName, qualifier });
}

/** Returns the alias that a reference names; `undefined` for any other qualifier, or none. */
export function aliasOf({ qualifier }: Pick<FunctionReference, 'qualifier'>): string | undefined {
  return qualifier === undefined || /^([0-9]+|\$LATEST)$/.test(qualifier) ? undefined : qualifier;
}

/** Fills in the partition, region and account that a reference leaves out. */
export function locateFunction(reference: FunctionReference, home: Home): QualifiedFunction {
  return { ...home, ...reference };
}

/** Returns the unqualified ARN of a function. */
export function functionArnOf(target: QualifiedFunction): string {
  const { partition, region, accountId, functionName } = target;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
}

/**
 * Returns the partition, region and account of any ARN that has them, such as that of an execution;
 * otherwise `undefined`.
 */
export function homeOfArn(arn: string): Home | undefined {
  const [prefix, partition, , region, accountId] = arn.split(':');
  return prefix === 'arn' && partition && region && accountId
    ? { partition, region, accountId }
    : undefined;
}

/**
 * Returns the region of an ARN.
 *
 * @throws {InvariantError} If the text is not an ARN with a region.
 */
export function regionOfArn(arn: string): string {
  const region = homeOfArn(arn)?.region;
  if (region === undefined) {
    throw new InvariantError(
      `Cannot tell a region: the ARN must name it: current value is "${arn}"`,
    );
  }
  return region;
}
