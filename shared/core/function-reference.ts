import { InvariantError } from '../errors.ts';
import { definedOnly } from './defined-only.ts';

/** Which function is meant, taken apart. Absent parts were not written. */
interface FunctionReference {
  readonly partition?: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly functionName: string;
  /** Version number, alias name or `$LATEST`. */
  readonly qualifier?: string;
}

/** Where a function lives when its reference does not say. */
export interface Home {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** A function, fully named. */
export type QualifiedFunction = Required<Omit<FunctionReference, 'qualifier'>> &
  Pick<FunctionReference, 'qualifier'>;

const NAME = '[a-zA-Z0-9_-]{1,64}';
const QUALIFIER = '\\$LATEST|[a-zA-Z0-9_-]{1,128}';
const REFERENCE = new RegExp(
  `^(?:(?:arn:(?<partition>aws[a-z-]*):lambda:(?<region>[a-z]{2,3}(?:-[a-z]+)+-\\d):)?(?<accountId>\\d{12}):function:)?(?<functionName>${NAME})(?::(?<qualifier>${QUALIFIER}))?$`,
);

/** What {@link parseFunctionReference} accepts, as an error message says it. */
export const FUNCTION_REFERENCE_FORMS =
  'a name ("my-fn"), a partial ARN ("123456789012:function:my-fn") or a full ARN ("arn:aws:lambda:eu-west-1:123456789012:function:my-fn"), each with or without ":qualifier"';

/**
 * Takes a function's name or ARN apart, in every form that the Lambda API accepts
 * (`FunctionName` of Invoke: name, partial ARN, full ARN, each with an optional qualifier).
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

/** The alias that a reference names; `$LATEST` and a version are none. */
export function aliasOf({ qualifier }: Pick<FunctionReference, 'qualifier'>): string | undefined {
  return qualifier === undefined || /^([0-9]+|\$LATEST)$/.test(qualifier) ? undefined : qualifier;
}

/** Fills in what a reference leaves out. */
export function locateFunction(reference: FunctionReference, home: Home): QualifiedFunction {
  return { ...home, ...reference };
}

/** The unqualified ARN of a function. */
export function functionArnOf(target: QualifiedFunction): string {
  const { partition, region, accountId, functionName } = target;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
}

/** Partition, region and account of any ARN that carries them, such as an execution's. */
export function homeOfArn(arn: string): Home | undefined {
  const [prefix, partition, , region, accountId] = arn.split(':');
  return prefix === 'arn' && partition && region && accountId
    ? { partition, region, accountId }
    : undefined;
}

/**
 * The region in an ARN.
 *
 * @throws {InvariantError} If the text is no ARN with a region.
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
