import type { ServiceCall } from '../cloud-service.ts';
import type { CloudReply } from '../wire/cloud-message.ts';
import { functionArn, parseFunctionIdentifier } from './function-identifier.ts';
import { functionPermission, tagContext } from './function-permission.ts';
import type { FunctionRecord } from './function-record.ts';
import { checkTags } from './function-tags.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { emptyReply, jsonReply, readJsonBody } from './lambda-protocol.ts';
import { invalidParameter } from './parameter-error.ts';
import { readString, readStringMap } from './parameter-reading.ts';
import { checkNotInProgress } from './update-progress.ts';

/** ListTags. */
export function listTags(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  return tagCall('ListTags', input, ports, {}, (record) =>
    jsonReply(200, { Tags: record.tags }, ports.newRequestId()),
  );
}

/** TagResource: adds tags and replaces those of the same name. */
export function tagResource(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const added = readStringMap(readJsonBody(input.request), 'Tags') ?? {};
  return tagCall('TagResource', input, ports, added, (record) => {
    checkNotInProgress(record);
    if (Object.keys(added).length === 0) {
      throw invalidParameter('An error occurred and the request cannot be processed.');
    }
    const tags = { ...record.tags, ...added };
    checkTags(tags);
    record.tags = tags;
    return emptyReply(204, ports.newRequestId());
  });
}

const FUNCTION_ARN =
  /^arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}(-gov)?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/;

function readArn(arn: string): string {
  return readString({ Resource: arn }, 'Resource', FUNCTION_ARN) ?? '';
}

function tagCall(
  action: string,
  { path }: LambdaRequest,
  ports: LambdaPorts,
  requestTags: Readonly<Record<string, string>>,
  run: (record: FunctionRecord) => CloudReply,
): ServiceCall {
  const identifier = parseFunctionIdentifier(readArn(path.arn ?? ''), undefined, ports.settings);
  const addressed = { identifier, arn: functionArn(identifier, ports.settings) };
  const permission = functionPermission(action, addressed, ports);
  return {
    action,
    resource: addressed.arn,
    permissions: [
      {
        ...permission,
        context: { ...permission.context, ...tagContext('RequestTag', requestTags) },
      },
    ],
    execute: () => {
      if (identifier.qualifier !== undefined) {
        throw invalidParameter(
          'Tags on function aliases and versions are not supported. Please specify a function ARN.',
        );
      }
      return run(ports.functions.require(identifier));
    },
  };
}
