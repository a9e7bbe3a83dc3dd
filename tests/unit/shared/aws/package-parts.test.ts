import type { LambdaClient } from '@aws-sdk/client-lambda';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { zipSync } from 'fflate';
import { packageReader } from '../../../../shared/aws/package-parts.ts';
import { elfFile } from '../../../support/native-files.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const LAYER = 'arn:aws:lambda:us-east-1:1:layer:tools:3';
const ZIPS: Readonly<Record<string, Uint8Array>> = {
  'https://code': zipSync({ 'bin/a': elfFile('x86_64') }),
  'https://layer': zipSync({ 'bin/b': elfFile('arm64') }),
};

let layerError: Error | undefined;
let layers: readonly string[];
let answer: (location: string) => Response;

beforeEach(() => {
  layerError = undefined;
  layers = [LAYER];
  answer = (location) => new Response(new Uint8Array(ZIPS[location] ?? []));
});

const client = {
  send: async ({ constructor: { name } }: object) => {
    if (name === 'GetFunctionCommand') {
      return {
        Configuration: { FunctionName: 'target', Layers: layers.map((Arn) => ({ Arn })) },
        Code: { Location: 'https://code' },
      };
    }
    if (layerError !== undefined) throw layerError;
    return { Content: { Location: 'https://layer' } };
  },
} as unknown as LambdaClient;

function read() {
  const clock = new VirtualClock(0);
  const download = async (location: unknown) => answer(String(location));
  return clock.runUntil(
    packageReader(download as typeof fetch)(
      client,
      { clock, random: () => 0.5, deadlineMs: 20_000 },
      { functionArn: 'arn:aws:lambda:us-east-1:1:function:target' },
    ).catch((error: unknown) => error),
  );
}

describe('packageReader()', () => {
  it('reads the code of a function, and each of its layers', async () => {
    expect(await read()).toEqual([
      { parts: [{ path: 'bin/a', architecture: 'x86_64' }] },
      { layerVersionArn: LAYER, parts: [{ path: 'bin/b', architecture: 'arm64' }] },
    ]);
  });

  it('refuses a function with a layer that it may not read, and says what to do', async () => {
    layerError = Object.assign(new Error('not authorized'), {
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 403 },
    });

    expect(await read()).toMatchObject({
      name: 'UnsupportedFunctionError',
      message: expect.stringMatching(
        /^Cannot tell whether layer "arn:\S+:tools:3" runs on another architecture: .*Allow lambda:GetLayerVersion/,
      ),
    });
  });

  it.each([
    [
      'is not a zip',
      () => new Response('<html>'),
      'Cannot read the code of "target": it must be a zip that can be unpacked: invalid zip data',
    ],
    [
      'is larger than Lambda accepts',
      () => new Response('x', { headers: { 'content-length': '300000000' } }),
      'Cannot read the code of "target": it must be at most 262144000 bytes',
    ],
    [
      'is gone',
      () => new Response('', { status: 404 }),
      'Cannot download the code of "target": its address answered with status 404',
    ],
  ])('refuses code that %s, without revealing its signed URL', async (_what, response, message) => {
    answer = response;

    const error = await read();

    expect((error as Error).message.startsWith(message)).toBe(true);
    expect((error as Error).message).not.toContain('https://');
  });

  it('retries an empty download', async () => {
    let count = 0;
    layers = [];
    answer = (location) => {
      count += 1;
      return new Response(new Uint8Array(count === 1 ? [] : (ZIPS[location] ?? [])));
    };

    expect(await read()).toHaveLength(1);
    expect(count).toBe(2);
  });
});
