import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { bodyText, textReply } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import type { ExecutionDirectory, ExecutionRecord } from './execution-directory.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.0';

/** Step Functions, as far as it says how an execution stands. */
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
      if (action !== 'DescribeExecution') {
        throw new ApiError(
          400,
          'UnknownOperationException',
          `No operation "${action}": the local Step Functions has DescribeExecution`,
        );
      }
      const { executionArn } = JSON.parse(bodyText(request)) as { executionArn: string };
      return {
        action,
        resource: executionArn,
        permissions: [{ action: 'states:DescribeExecution', resource: executionArn }],
        execute: () => {
          const record = directory.find(executionArn);
          if (record === undefined) {
            throw new ApiError(
              400,
              'ExecutionDoesNotExist',
              `Execution Does Not Exist: '${executionArn}'`,
            );
          }
          return jsonReply(200, describe(record), randomUuid(random));
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

function jsonReply(status: number, body: object, requestId: string) {
  return textReply(status, JSON.stringify(body), {
    'content-type': CONTENT_TYPE,
    'x-amzn-requestid': requestId,
  });
}
