import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { queryErrorReply, queryReply, readQueryParameters } from '../wire/query-protocol.ts';
import { textElement } from '../wire/xml.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS, as far as it says who the caller is. Needs no permission. */
export function createStsService(accountId: string, random: Random): CloudService {
  return {
    signingName: 'sts',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 400, code: 'Throttling' },
      internalFailure: 'InternalFailure',
    },
    resolveCall: (request) => {
      const action = readQueryParameters(request).get('Action') ?? '';
      if (action !== 'GetCallerIdentity') {
        throw new ApiError(
          400,
          'InvalidAction',
          `Could not find operation ${action}: the local STS has GetCallerIdentity`,
        );
      }
      return {
        action,
        resource: '*',
        permissions: [],
        execute: (caller) =>
          queryReply(
            action,
            NAMESPACE,
            randomUuid(random),
            textElement('Arn', caller.arn),
            textElement('UserId', caller.roleArn === undefined ? accountId : 'AROALOCAL:local'),
            textElement('Account', accountId),
          ),
      };
    },
    renderError: (error) => queryErrorReply(error, NAMESPACE, randomUuid(random)),
  };
}
