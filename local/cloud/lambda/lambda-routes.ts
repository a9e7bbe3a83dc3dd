import type { ServiceCall } from '../cloud-service.ts';
import { CODE_LOCATION_PATH } from '../service-routing.ts';
import { ApiError } from '../wire/api-error.ts';
import type { CloudRequest } from '../wire/cloud-message.ts';
import {
  createAlias,
  deleteAlias,
  getAlias,
  listAliases,
  updateAlias,
} from './alias-operations.ts';
import { getFunctionCodeSigning } from './code-signing-operations.ts';
import { getAccountSettings, putFunctionConcurrency } from './concurrency-operations.ts';
import { createFunction } from './function-creation.ts';
import {
  deleteFunction,
  downloadCode,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
} from './function-operations.ts';
import { updateFunctionCode, updateFunctionConfiguration } from './function-update.ts';
import { invoke } from './invoke-operation.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import {
  deleteLayerVersion,
  getLayerVersionByArn,
  publishLayerVersion,
} from './layer-operations.ts';
import {
  getProvisionedConcurrency,
  putProvisionedConcurrency,
} from './provisioned-concurrency-operations.ts';
import { getRuntimeManagement, putRuntimeManagement } from './runtime-management-operations.ts';
import { listTags, tagResource } from './tag-operations.ts';
import { listVersions, publishVersion } from './version-operations.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  resolve(input: LambdaRequest, ports: LambdaPorts): ServiceCall;
}

const FUNCTIONS = '/2015-03-31/functions';
const FUNCTION = `${FUNCTIONS}/:name`;
const LAYER_VERSIONS = '/2018-10-31/layers/:layer/versions';
const PROVISIONED = '/2019-09-30/functions/:name/provisioned-concurrency';
const RUNTIME_MANAGEMENT = '/2021-07-20/functions/:name/runtime-management-config';
const TAGS = '/2017-03-31/tags/:arn';

const ROUTES: readonly Route[] = [
  route('POST', FUNCTIONS, createFunction),
  route('GET', FUNCTIONS, listFunctions),
  route('GET', FUNCTION, getFunction),
  route('DELETE', FUNCTION, deleteFunction),
  route('GET', `${FUNCTION}/configuration`, getFunctionConfiguration),
  route('PUT', `${FUNCTION}/configuration`, updateFunctionConfiguration),
  route('PUT', `${FUNCTION}/code`, updateFunctionCode),
  route('POST', `${FUNCTION}/versions`, publishVersion),
  route('GET', `${FUNCTION}/versions`, listVersions),
  route('POST', `${FUNCTION}/aliases`, createAlias),
  route('GET', `${FUNCTION}/aliases`, listAliases),
  route('GET', `${FUNCTION}/aliases/:alias`, getAlias),
  route('PUT', `${FUNCTION}/aliases/:alias`, updateAlias),
  route('DELETE', `${FUNCTION}/aliases/:alias`, deleteAlias),
  route('POST', `${FUNCTION}/invocations`, invoke),
  route('PUT', '/2017-10-31/functions/:name/concurrency', putFunctionConcurrency),
  route('PUT', PROVISIONED, putProvisionedConcurrency),
  route('GET', PROVISIONED, getProvisionedConcurrency),
  route('GET', '/2016-08-19/account-settings', getAccountSettings),
  route('GET', TAGS, listTags),
  route('POST', TAGS, tagResource),
  route('GET', '/2018-10-31/layers', getLayerVersionByArn),
  route('POST', LAYER_VERSIONS, publishLayerVersion),
  route('DELETE', `${LAYER_VERSIONS}/:number`, deleteLayerVersion),
  route('PUT', RUNTIME_MANAGEMENT, putRuntimeManagement),
  route('GET', RUNTIME_MANAGEMENT, getRuntimeManagement),
  route('GET', '/2020-06-30/functions/:name/code-signing-config', getFunctionCodeSigning),
  route('GET', `${CODE_LOCATION_PATH}:digest`, downloadCode),
];

/**
 * Finds the operation of a request.
 *
 * @throws {ApiError} If the local Lambda does not have it.
 */
export function resolveLambdaCall(request: CloudRequest, ports: LambdaPorts): ServiceCall {
  const query = new URLSearchParams(request.query);
  for (const { method, path, resolve } of ROUTES) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match === null) continue;
    const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [
      name,
      decodeURIComponent(value),
    ]);
    return resolve({ request, path: Object.fromEntries(parameters), query }, ports);
  }
  throw new ApiError(
    404,
    'UnknownOperationException',
    `The local Lambda does not have this operation: ${request.method} ${request.path}`,
  );
}

/** Makes a route; `:name` in the path stands for one segment. */
function route(method: string, path: string, resolve: Route['resolve']): Route {
  return {
    method,
    path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
    resolve,
  };
}
