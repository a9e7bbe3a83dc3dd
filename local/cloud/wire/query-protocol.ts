import type { ApiError } from './api-error.ts';
import { bodyText, type CloudReply, type CloudRequest, textReply } from './cloud-message.ts';
import { element, textElement, xmlDocument } from './xml.ts';

/** Returns the parameters of a call in the AWS query protocol, from the form body and the URL. */
export function readQueryParameters(request: CloudRequest): URLSearchParams {
  const parameters = new URLSearchParams(request.query);
  const contentType = request.headers['content-type'] ?? '';
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(bodyText(request))) {
      parameters.append(name, value);
    }
  }
  return parameters;
}

/** Maximum number of members read from a list parameter. */
const LIST_MEMBERS_MAX = 1000;

/** Returns the values of a list parameter: `Name.member.1`, `Name.member.2`, … */
export function readListParameter(parameters: URLSearchParams, name: string): readonly string[] {
  const values: string[] = [];
  for (let index = 1; index <= LIST_MEMBERS_MAX; index += 1) {
    const value = parameters.get(`${name}.member.${index}`);
    if (value === null) break;
    values.push(value);
  }
  return values;
}

/**
 * Returns the prefixes of the structures in a list parameter: `Name.member.1.`, `Name.member.2.`, …
 */
export function readStructurePrefixes(
  parameters: URLSearchParams,
  name: string,
): readonly string[] {
  const prefixes: string[] = [];
  for (let index = 1; index <= LIST_MEMBERS_MAX; index += 1) {
    const prefix = `${name}.member.${index}.`;
    if (![...parameters.keys()].some((key) => key.startsWith(prefix))) break;
    prefixes.push(prefix);
  }
  return prefixes;
}

/** Renders the answer of an operation in the query protocol. */
export function queryReply(
  action: string,
  namespace: string,
  requestId: string,
  ...result: readonly string[]
): CloudReply {
  return textReply(
    200,
    xmlDocument(
      `${action}Response`,
      namespace,
      element(`${action}Result`, ...result),
      element('ResponseMetadata', textElement('RequestId', requestId)),
    ),
    { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  );
}

/** Renders an error in the query protocol. */
export function queryErrorReply(error: ApiError, namespace: string, requestId: string): CloudReply {
  return textReply(
    error.status,
    xmlDocument(
      'ErrorResponse',
      namespace,
      element(
        'Error',
        textElement('Type', error.status < 500 ? 'Sender' : 'Receiver'),
        textElement('Code', error.code),
        textElement('Message', error.message),
      ),
      textElement('RequestId', requestId),
    ),
    { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  );
}
