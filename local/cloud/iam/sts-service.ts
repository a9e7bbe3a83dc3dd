import type { Random } from '../../../shared/runtime/random.ts';
import type { Caller, CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { queryErrorReply, queryReply, readQueryParameters } from '../wire/query-protocol.ts';
import { element, textElement } from '../wire/xml.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** End of every session: in effect, sessions never expire here. */
const SESSION_END = '2099-01-01T00:00:00Z';

/**
 * Creates STS: GetCallerIdentity, which needs no permission, and AssumeRole. Trust policies are
 * ignored, and an assumed session acts as the account's administrator.
 */
export function createStsService(accountId: string, random: Random): CloudService {
  const reply = (action: string, elements: readonly string[]) =>
    queryReply(action, NAMESPACE, randomUuid(random), ...elements);
  return {
    signingName: 'sts',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 400, code: 'Throttling' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => {
      const parameters = readQueryParameters(request);
      const action = parameters.get('Action') ?? '';
      switch (action) {
        case 'GetCallerIdentity':
          return {
            action,
            resource: '*',
            permissions: [],
            execute: (caller) => reply(action, callerIdentity(caller, accountId)),
          };
        case 'AssumeRole': {
          const roleArn = requiredRole(parameters.get('RoleArn') ?? '');
          const sessionName = parameters.get('RoleSessionName') ?? '';
          return {
            action,
            resource: roleArn,
            permissions: [{ action: 'sts:AssumeRole', resource: roleArn }],
            execute: () => reply(action, session(roleArn, sessionName, random)),
          };
        }
        default:
          throw new ApiError(
            400,
            'InvalidAction',
            `Could not find operation ${action}: the local STS has GetCallerIdentity and AssumeRole`,
          );
      }
    },
    renderError: (error) => queryErrorReply(error, NAMESPACE, randomUuid(random)),
  };
}

function callerIdentity({ arn, roleArn }: Caller, accountId: string): readonly string[] {
  return [
    textElement('Arn', arn),
    textElement('UserId', roleArn === undefined ? accountId : 'AROALOCAL:local'),
    textElement('Account', accountId),
  ];
}

/** @throws {ApiError} If it is no ARN of a role. */
function requiredRole(roleArn: string): string {
  if (!/^arn:[\w-]+:iam::\d{12}:role\/.+$/.test(roleArn)) {
    throw new ApiError(400, 'ValidationError', `${roleArn} is invalid`);
  }
  return roleArn;
}

function session(roleArn: string, sessionName: string, random: Random): readonly string[] {
  const assumedArn = roleArn.replace(
    /:iam::(\d+):role\/(?:.*\/)?([^/]+)$/,
    ':sts::$1:assumed-role/$2',
  );
  return [
    element(
      'Credentials',
      textElement('AccessKeyId', `ASIA${randomUuid(random).replaceAll('-', '').toUpperCase()}`),
      textElement('SecretAccessKey', randomUuid(random)),
      textElement('SessionToken', randomUuid(random)),
      textElement('Expiration', SESSION_END),
    ),
    element(
      'AssumedRoleUser',
      textElement('AssumedRoleId', `AROALOCAL:${sessionName}`),
      textElement('Arn', `${assumedArn}/${sessionName}`),
    ),
  ];
}
