import type { ServiceCall } from '../cloud-service.ts';
import { ApiError } from '../wire/api-error.ts';
import { codeLocation } from './code-location.ts';
import { readFunctionCode } from './function-code.ts';
import type { LambdaPorts, LambdaRequest } from './lambda-ports.ts';
import { emptyReply, jsonReply, readJsonBody } from './lambda-protocol.ts';
import type { LayerVersion } from './layer-store.ts';
import { invalidParameter, violatedConstraint } from './parameter-error.ts';
import { readObject, readString, readStringList } from './parameter-reading.ts';

/** PublishLayerVersion. */
export function publishLayerVersion(
  { request, path }: LambdaRequest,
  ports: LambdaPorts,
): ServiceCall {
  const { region, accountId, clock, imageDirectories } = ports.settings;
  const layerArn = `arn:aws:lambda:${region}:${accountId}:layer:${path.layer ?? ''}`;
  return {
    action: 'PublishLayerVersion',
    resource: layerArn,
    permissions: [{ action: 'lambda:PublishLayerVersion', resource: layerArn }],
    execute: () => {
      const body = readJsonBody(request);
      const content = readObject(body, 'Content');
      if (content === undefined) {
        throw violatedConstraint('content', 'null', 'Member must not be null');
      }
      const code = readFunctionCode(content, { objects: ports.objects, imageDirectories });
      if (code.kind !== 'zip') throw invalidParameter('A layer must be a zip.');
      const number = ports.layers.nextNumber(layerArn);
      const version: LayerVersion = {
        layerArn,
        number,
        description: readString(body, 'Description') ?? '',
        createdMs: clock.nowMs(),
        compatibleRuntimes: readStringList(body, 'CompatibleRuntimes') ?? [],
        code: { layerVersionArn: `${layerArn}:${number}`, zip: code.zip, sha256: code.sha256 },
      };
      ports.layers.add(version);
      return jsonReply(201, renderLayerVersion(version), ports.newRequestId());
    },
  };
}

/** GetLayerVersionByArn. Layers of other accounts are not on this machine and are not found. */
export function getLayerVersionByArn(
  { request, query }: LambdaRequest,
  ports: LambdaPorts,
): ServiceCall {
  const arn = query.get('Arn') ?? '';
  return {
    action: 'GetLayerVersionByArn',
    resource: arn,
    permissions: [{ action: 'lambda:GetLayerVersion', resource: arn }],
    execute: () => {
      const version = ports.layers.find(arn);
      if (version === undefined) {
        throw new ApiError(
          404,
          'ResourceNotFoundException',
          'The resource you requested does not exist.',
        );
      }
      const rendered = renderLayerVersion(version);
      const host = request.headers.host ?? 'localhost';
      const Location = codeLocation(host, version.code.sha256);
      return jsonReply(
        200,
        { ...rendered, Content: { ...rendered.Content, Location } },
        ports.newRequestId(),
      );
    },
  };
}

/** DeleteLayerVersion: succeeds even if the version does not exist. */
export function deleteLayerVersion(input: LambdaRequest, ports: LambdaPorts): ServiceCall {
  const arn = layerVersionArn(input, ports);
  return {
    action: 'DeleteLayerVersion',
    resource: arn,
    permissions: [{ action: 'lambda:DeleteLayerVersion', resource: arn }],
    execute: () => {
      ports.layers.delete(arn);
      return emptyReply(204, ports.newRequestId());
    },
  };
}

function layerVersionArn({ path }: LambdaRequest, { settings }: LambdaPorts): string {
  const { region, accountId } = settings;
  return `arn:aws:lambda:${region}:${accountId}:layer:${path.layer ?? ''}:${path.number ?? ''}`;
}

/**
 * Checks that layers of this account exist. Layers of other accounts are only recorded: their
 * content is not on this machine.
 *
 * @throws {ApiError} If one does not exist.
 */
export function checkLayers(layerVersionArns: readonly string[], ports: LambdaPorts): void {
  const { region, accountId } = ports.settings;
  const own = `arn:aws:lambda:${region}:${accountId}:layer:`;
  for (const arn of layerVersionArns) {
    if (arn.startsWith(own) && ports.layers.find(arn) === undefined) {
      throw invalidParameter(`Layer version ${arn} does not exist.`);
    }
  }
}

function renderLayerVersion(version: LayerVersion) {
  return {
    Content: { CodeSha256: version.code.sha256, CodeSize: version.code.zip.length },
    LayerArn: version.layerArn,
    LayerVersionArn: version.code.layerVersionArn,
    Description: version.description,
    CreatedDate: new Date(version.createdMs).toISOString().replace('Z', '+0000'),
    Version: version.number,
    CompatibleRuntimes: version.compatibleRuntimes,
  };
}
