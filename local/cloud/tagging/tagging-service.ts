import type { Random } from '../../../shared/runtime/random.ts';
import type { CloudService, ServiceCall } from '../cloud-service.ts';
import type { FunctionRecord } from '../lambda/function-record.ts';
import { ApiError } from '../wire/api-error.ts';
import { bodyText, type CloudReply, type CloudRequest } from '../wire/cloud-message.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { jsonReply, readJsonAction } from '../wire/json-protocol.ts';

/** Dependencies of the service. */
interface TaggingPorts {
  listFunctions(): readonly FunctionRecord[];
  readonly functionArnPrefix: string;
  readonly random: Random;
}

/** The fields of GetResources that are supported. */
interface ResourceQuery {
  readonly TagFilters?: readonly { readonly Key: string; readonly Values?: readonly string[] }[];
  readonly ResourceTypeFilters?: readonly string[];
  readonly ResourcesPerPage?: number;
  readonly PaginationToken?: string;
}

const PROTOCOL = '1.1';

/** Maximum number of resources on one page (API reference, GetResources). */
const PAGE_SIZE_MAX = 100;

/** Creates the Resource Groups Tagging API, over Lambda functions. */
export function createTaggingService(ports: TaggingPorts): CloudService {
  return {
    signingName: 'tagging',
    errorCodes: {
      accessDenied: 'AccessDeniedException',
      throttled: { status: 400, code: 'ThrottledException' },
      internalFailure: 'InternalServiceException',
    },
    resolveCall: (request) => resolveCall(request, ports),
    renderError: (error) =>
      reply(error.status, { __type: error.code, Message: error.message }, ports),
  };
}

function resolveCall(request: CloudRequest, ports: TaggingPorts): ServiceCall {
  const action = readJsonAction(request);
  if (action !== 'GetResources') {
    throw new ApiError(
      400,
      'UnknownOperationException',
      `No operation "${action}": the local Resource Groups Tagging API has GetResources`,
    );
  }
  return {
    action: 'GetResources',
    resource: '*',
    permissions: [{ action: 'tag:GetResources', resource: '*' }],
    execute: () => reply(200, resourcePage(JSON.parse(bodyText(request)), ports), ports),
  };
}

/** @throws {ApiError} If the page size or the token is invalid. */
function resourcePage(query: ResourceQuery, { listFunctions, functionArnPrefix }: TaggingPorts) {
  const { ResourceTypeFilters, ResourcesPerPage = PAGE_SIZE_MAX, PaginationToken } = query;
  const first = Number(PaginationToken || 0);
  if (ResourcesPerPage < 1 || ResourcesPerPage > PAGE_SIZE_MAX || !Number.isInteger(first)) {
    throw new ApiError(
      400,
      'InvalidParameterException',
      `ResourcesPerPage must be from 1 to ${PAGE_SIZE_MAX}, and PaginationToken must come from an earlier answer`,
    );
  }
  const isOfFunctions =
    ResourceTypeFilters === undefined ||
    ResourceTypeFilters.some((type) => type === 'lambda' || type === 'lambda:function');
  const found = isOfFunctions ? listFunctions().filter(({ tags }) => matches(tags, query)) : [];
  const last = first + ResourcesPerPage;
  return {
    PaginationToken: last < found.length ? String(last) : '',
    ResourceTagMappingList: found.slice(first, last).map(({ name, tags }) => ({
      ResourceARN: `${functionArnPrefix}${name}`,
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

/**
 * Returns whether tags meet every filter: a filter needs a tag with its key and, if it has values,
 * with one of them.
 */
function matches(tags: Readonly<Record<string, string>>, { TagFilters = [] }: ResourceQuery) {
  return TagFilters.length === 0
    ? Object.keys(tags).length > 0
    : TagFilters.every(({ Key, Values = [] }) => {
        const value = tags[Key];
        return value !== undefined && (Values.length === 0 || Values.includes(value));
      });
}

function reply(status: number, body: object, { random }: TaggingPorts): CloudReply {
  return jsonReply(PROTOCOL, status, body, randomUuid(random));
}
