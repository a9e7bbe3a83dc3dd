import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { queryErrorReply, queryReply, readQueryParameters } from '../wire/query-protocol.ts';
import { element, textElement } from '../wire/xml.ts';
import type { IdentityScope } from './caller-identity.ts';
import { simulatePrincipalPolicy } from './policy-simulation.ts';
import { roleName } from './role-directory.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

/** Who may assume the roles of the local cloud: Lambda. */
const TRUST_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** IAM, as far as the tuner asks it: policy simulation and GetRole. */
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

function resolveCall(request: CloudRequest, scope: IdentityScope, random: Random) {
  const parameters = readQueryParameters(request);
  const action = parameters.get('Action') ?? '';
  const reply = (...result: readonly string[]) =>
    queryReply(action, NAMESPACE, randomUuid(random), ...result);
  switch (action) {
    case 'SimulatePrincipalPolicy': {
      const resource = parameters.get('PolicySourceArn') ?? '*';
      return {
        action,
        resource,
        permissions: [{ action: 'iam:SimulatePrincipalPolicy', resource }],
        execute: () => reply(...simulatePrincipalPolicy(parameters, scope)),
      };
    }
    case 'GetRole': {
      const name = parameters.get('RoleName') ?? '';
      const roleArn = findRoleArn(name, scope);
      const resource = roleArn ?? `arn:aws:iam::${scope.accountId}:role/${name}`;
      return {
        action,
        resource,
        permissions: [{ action: 'iam:GetRole', resource }],
        execute: () => {
          if (roleArn === undefined) {
            throw new ApiError(404, 'NoSuchEntity', `The role with name ${name} cannot be found.`);
          }
          return reply(renderRole(roleArn));
        },
      };
    }
    default:
      throw new ApiError(
        400,
        'InvalidAction',
        `Could not find operation ${action}: the local IAM has SimulatePrincipalPolicy and GetRole`,
      );
  }
}

function findRoleArn(name: string, scope: IdentityScope): string | undefined {
  const roleArns = Object.keys(scope.roles);
  if (roleArns.length === 0) return `arn:aws:iam::${scope.accountId}:role/${name}`;
  return roleArns.find((arn) => roleName(arn) === name);
}

function renderRole(roleArn: string): string {
  const pathStart = roleArn.indexOf('/');
  return element(
    'Role',
    textElement('Path', roleArn.slice(pathStart, roleArn.lastIndexOf('/') + 1)),
    textElement('RoleName', roleName(roleArn)),
    textElement('RoleId', 'AROALOCALCLOUD0000000'),
    textElement('Arn', roleArn),
    textElement('CreateDate', '2026-01-01T00:00:00Z'),
    textElement('AssumeRolePolicyDocument', encodeURIComponent(JSON.stringify(TRUST_POLICY))),
    textElement('MaxSessionDuration', 3600),
  );
}
