import { readRequestScope } from '../../../local/cloud/service-routing.ts';
import { bodyText, type CloudRequest } from '../../../local/cloud/wire/cloud-message.ts';
import { readJsonAction } from '../../../local/cloud/wire/json-protocol.ts';
import { readQueryParameters } from '../../../local/cloud/wire/query-protocol.ts';

/** Services of the query protocol, whose form field `Action` is the operation. */
const FORM_SERVICES = ['cloudformation', 'iam', 'sts'];

/** Parts that change with the source or the time, and so do not distinguish two requests. */
const VARIABLE_PARTS: readonly (readonly [RegExp, string])[] = [
  [/\b\w+-[0-9a-f]{12}\.zip\b/g, 'CODE.zip'],
  [/\btemplate-[0-9a-f]{12}\.json\b/g, 'TEMPLATE.json'],
  [/\bautotuner-\d{13}\b/g, 'autotuner-TIME'],
];

/**
 * Describes a request in one line: the service, the operation, and the parts that decide the
 * answer. Two requests with the same line count as the same.
 */
export function askedLine(request: CloudRequest): string {
  const service = readRequestScope(request).signingName;
  return withoutVariableParts([service, ...askedParts(service, request)].join(' '));
}

/** Replaces each part of a text that changes with the source or the time by a name. */
export function withoutVariableParts(text: string): string {
  return VARIABLE_PARTS.reduce((left, [pattern, name]) => left.replaceAll(pattern, name), text);
}

function askedParts(service: string, request: CloudRequest): readonly string[] {
  if (FORM_SERVICES.includes(service)) {
    const { Action = '', Version: _, ...fields } = Object.fromEntries(readQueryParameters(request));
    const names = Object.keys(fields).toSorted();
    return [Action, ...names.map((name) => `${name}=${fields[name]}`)];
  }
  if (service !== 's3') return [readJsonAction(request), bodyText(request)];
  const subresource = [...new URLSearchParams(request.query)]
    .filter(([name]) => name !== 'x-id')
    .map(([name, value]) => `?${name}${value === '' ? '' : `=${value}`}`)
    .join('');
  const isDocument = request.headers['content-type']?.includes('xml') ?? false;
  return [
    request.method,
    `${decodeURIComponent(request.path)}${subresource}`,
    ...(isDocument ? [bodyText(request)] : []),
  ];
}
