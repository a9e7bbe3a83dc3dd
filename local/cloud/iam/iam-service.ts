import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { queryErrorReply, queryReply, readQueryParameters } from '../wire/query-protocol.ts';
import type { IdentityScope } from './caller-identity.ts';
import { simulatePrincipalPolicy } from './policy-simulation.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** Creates IAM with the one operation that the tuner calls: policy simulation. */
export function createIamService(scope: IdentityScope, random: Random): CloudService {
  return {
    signingName: 'iam',
    errorCodes: {
      accessDenied: 'AccessDenied',
      throttled: { status: 400, code: 'Throttling' },
      internalFailure: 'ServiceFailure',
    },
    resolveCall: (request) => resolveCall(request, scope, random),
    renderError: (error) => queryErrorReply(error, NAMESPACE, randomUuid(random)),
  };
}

function resolveCall(request: CloudRequest, scope: IdentityScope, random: Random): ServiceCall {
  const parameters = readQueryParameters(request);
  const action = parameters.get('Action') ?? '';
  if (action !== 'SimulatePrincipalPolicy') {
    throw new ApiError(
      400,
      'InvalidAction',
      `Could not find operation ${action}: the local IAM has SimulatePrincipalPolicy`,
    );
  }
  const resource = parameters.get('PolicySourceArn') ?? '*';
  return {
    action,
    resource,
    permissions: [{ action: 'iam:SimulatePrincipalPolicy', resource }],
    execute: () =>
      queryReply(
        action,
        NAMESPACE,
        randomUuid(random),
        ...simulatePrincipalPolicy(parameters, scope),
      ),
  };
}
