import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { bodyText, textReply } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import type { ExecutionDirectory, ExecutionRecord } from './execution-directory.ts';
import { renderEvent } from './execution-history.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Events of one page where the caller does not say, and at the most. */
const PAGE_SIZE_DEFAULT = 100;
const PAGE_SIZE_MAX = 1000;

type Parameters = Readonly<Record<string, unknown>>;
type Operation = (
  directory: ExecutionDirectory,
  record: ExecutionRecord,
  parameters: Parameters,
) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeExecution: (_directory, record) => describe(record),
  GetExecutionHistory: pageOfHistory,
};

/** Step Functions, as far as it says how an execution stands, and what it went through. */
export function createStatesService(directory: ExecutionDirectory, random: Random): CloudService {
  return {
    signingName: 'states',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottlingException' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => {
      const action = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
      const operation = Object.hasOwn(OPERATIONS, action) ? OPERATIONS[action] : undefined;
      if (operation === undefined) {
        throw new ApiError(
          400,
          'UnknownOperationException',
          `No operation "${action}": the local Step Functions has ${Object.keys(OPERATIONS).join(' and ')}`,
        );
      }
      const parameters = JSON.parse(bodyText(request)) as Parameters;
      const executionArn = String(parameters.executionArn);
      return {
        action,
        resource: executionArn,
        permissions: [{ action: `states:${action}`, resource: executionArn }],
        execute: () => {
          const record = directory.find(executionArn);
          if (record === undefined) {
            throw new ApiError(
              400,
              'ExecutionDoesNotExist',
              `Execution Does Not Exist: '${executionArn}'`,
            );
          }
          return jsonReply(200, operation(directory, record, parameters), randomUuid(random));
        },
      };
    },
    renderError: (error) =>
      jsonReply(
        error.status,
        { __type: `com.amazonaws.swf.service.v2.model#${error.code}`, message: error.message },
        randomUuid(random),
      ),
  };
}

function describe({ executionArn, status, startedAtMs, stoppedAtMs }: ExecutionRecord) {
  const [name] = executionArn.split(':').slice(-1);
  return {
    executionArn,
    stateMachineArn: executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, ''),
    name,
    status,
    startDate: startedAtMs / 1000,
    ...(stoppedAtMs !== undefined && { stopDate: stoppedAtMs / 1000 }),
  };
}

/** The token is the number of events that earlier pages held. */
function pageOfHistory(
  directory: ExecutionDirectory,
  { executionArn }: ExecutionRecord,
  { reverseOrder, maxResults, nextToken, includeExecutionData }: Parameters,
) {
  const events = directory.eventsOf(executionArn);
  const from = readToken(nextToken);
  const size = Math.min(
    Number(maxResults ?? PAGE_SIZE_DEFAULT) || PAGE_SIZE_DEFAULT,
    PAGE_SIZE_MAX,
  );
  const ids = events.map((_event, index) => index + 1);
  const ordered = reverseOrder === true ? ids.toReversed() : ids;
  const page = ordered.slice(from, from + size);
  return {
    events: page.flatMap((id) => {
      const event = events[id - 1];
      return event === undefined ? [] : [renderEvent(event, id, includeExecutionData !== false)];
    }),
    ...(from + size < events.length && { nextToken: String(from + size) }),
  };
}

/** @throws {ApiError} If it is none that was given out. */
function readToken(token: unknown): number {
  if (token === undefined || token === null) return 0;
  if (typeof token !== 'string' || !/^\d+$/.test(token)) {
    throw new ApiError(400, 'InvalidToken', `Invalid Token: '${String(token)}'`);
  }
  return Number(token);
}

function jsonReply(status: number, body: object, requestId: string) {
  return textReply(status, JSON.stringify(body), {
    'content-type': CONTENT_TYPE,
    'x-amzn-requestid': requestId,
  });
}
