import * as z from 'zod/mini';
import { parseFunctionReference } from '../core/function-reference.ts';

/** Any event of a rule or a schedule; an unknown one starts nothing. */
export const dispatchInputSchema = z.unknown();

const pipelineEventSchema = z.object({
  source: z.literal('aws.codepipeline'),
  detail: z.object({
    pipeline: z.string(),
    'execution-id': z.string(),
    state: z.literal('SUCCEEDED'),
  }),
});

const deploymentEventSchema = z.object({
  source: z.literal('aws.codedeploy'),
  detail: z.object({ deploymentId: z.string(), state: z.literal('SUCCESS') }),
});

/** A change of a function, as CloudTrail recorded it. */
const changeEventSchema = z.object({
  source: z.literal('aws.lambda'),
  detail: z.object({
    eventID: z.string(),
    eventName: z.string(),
    errorCode: z.optional(z.string()),
    requestParameters: z.object({ functionName: z.string() }),
  }),
});

/** The event of the tuner's own schedule. */
const scheduleEventSchema = z.object({
  source: z.literal('autotuner.schedule'),
  scheduledTime: z.string(),
});

/** What an event reports, distinguishable from every other event, and the function it concerns. */
export interface Occasion {
  /** Identifies the event; the same for every delivery of it. */
  readonly identity: string;
  readonly kind: 'release' | 'schedule';
  /** Present if the event names the function. */
  readonly functionName?: string;
}

/** Reads what an event reports; `undefined` if that is no reason to tune anything. */
export function occasionOfEvent(event: unknown): Occasion | undefined {
  const pipeline = z.safeParse(pipelineEventSchema, event);
  if (pipeline.success) {
    const { pipeline: name, 'execution-id': executionId } = pipeline.data.detail;
    return { kind: 'release', identity: `pipeline ${name} ${executionId}` };
  }
  const deployment = z.safeParse(deploymentEventSchema, event);
  if (deployment.success) {
    return { kind: 'release', identity: `deployment ${deployment.data.detail.deploymentId}` };
  }
  const schedule = z.safeParse(scheduleEventSchema, event);
  if (schedule.success) {
    return { kind: 'schedule', identity: `schedule ${schedule.data.scheduledTime}` };
  }
  const change = z.safeParse(changeEventSchema, event);
  return change.success ? occasionOfChange(change.data.detail) : undefined;
}

/** Calls that put new code into use, under the names that CloudTrail gives them. */
const RELEASING_CALL = /^(UpdateFunctionCode|UpdateAlias)\d*(v\d+)?$/;

function occasionOfChange({
  eventID,
  eventName,
  errorCode,
  requestParameters,
}: z.infer<typeof changeEventSchema>['detail']): Occasion | undefined {
  const functionName = parseFunctionReference(requestParameters.functionName)?.functionName;
  return RELEASING_CALL.test(eventName) && errorCode === undefined && functionName !== undefined
    ? { kind: 'release', identity: `change ${eventID}`, functionName }
    : undefined;
}

export const dispatchOutputSchema = z.strictObject({
  /** Executions started by this event, or by an earlier delivery of it. */
  executionArns: z.array(z.string()),
  /** Why nothing was started; absent if something was. */
  ignored: z.exactOptional(z.string()),
  /** Functions that opted in and are not tuned, because their own request is invalid. */
  skipped: z.exactOptional(z.array(z.object({ functionArn: z.string(), message: z.string() }))),
});

export type DispatchOutput = z.infer<typeof dispatchOutputSchema>;
