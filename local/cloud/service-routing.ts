import type { CloudRequest } from './wire/cloud-message.ts';
import { readQueryParameters } from './wire/query-protocol.ts';

/** Sender and service of a request. */
interface RequestScope {
  /** Absent for unsigned requests. */
  readonly accessKeyId: string | undefined;
  /** Signing name of the service. */
  readonly signingName: string;
}

/** Path under which GetFunction's `Code.Location` is served, without credentials. */
export const CODE_LOCATION_PATH = '/_lambda-code/';

/** Reads the credential scope of a request, or infers the service from its form. */
export function readRequestScope(request: CloudRequest): RequestScope {
  const credential = readCredential(request);
  if (credential === undefined) {
    return { accessKeyId: undefined, signingName: inferSigningName(request) };
  }
  // The scope ends in service and "aws4_request"; SigV4A leaves the region out in front of them.
  const parts = credential.split('/');
  return { accessKeyId: parts[0], signingName: parts.at(-2) ?? inferSigningName(request) };
}

function readCredential(request: CloudRequest): string | undefined {
  const [, inHeader] = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '') ?? [];
  if (inHeader !== undefined || request.method !== 'GET') return inHeader;
  // A presigned URL, which only reads.
  return new URLSearchParams(request.query).get('X-Amz-Credential') ?? undefined;
}

function inferSigningName(request: CloudRequest): string {
  const target = request.headers['x-amz-target'] ?? '';
  if (target.startsWith('GraniteServiceVersion20100801.')) return 'monitoring';
  if (request.path.startsWith('/service/GraniteServiceVersion20100801/')) return 'monitoring';
  if (/^\/20\d\d-\d\d-\d\d\//.test(request.path)) return 'lambda';
  if (request.path.startsWith(CODE_LOCATION_PATH)) return 'lambda';
  if (request.path.startsWith('/model/')) return 'bedrock';
  const action = readQueryParameters(request).get('Action');
  if (action === null) return 's3';
  return action === 'SimulatePrincipalPolicy' ? 'iam' : 'sts';
}
