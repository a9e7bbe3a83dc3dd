import { afterAll, describe, expect, it } from '@jest/globals';
import { HandlerError } from '../../../../cli/handler/handler-error.ts';
import { packageHandler } from '../../../../cli/handler/package-handler.ts';
import { tryHandler } from '../../../../cli/start/try-handler.ts';
import { zipPackage } from '../../../../local/deployment/deploy-function.ts';
import { type HandlerFolder, makeHandlerFolder } from '../../../support/handler-folder.ts';

const folders: HandlerFolder[] = [];

afterAll(() => {
  for (const folder of folders) folder.remove();
});

async function tryFailing(message: string, request: object = {}): Promise<unknown> {
  const text = `export const handler = async () => { throw new RangeError('${message}'); };`;
  return await tryText(text, request);
}

/** @returns The runtime that it is deployed with, or the error. */
async function tryText(text: string, request: object = {}): Promise<unknown> {
  const folder = makeHandlerFolder({ 'app.mjs': text });
  folders.push(folder);
  const choice = { path: folder.at('app.mjs'), root: undefined, exportName: undefined };
  const handler = await packageHandler(choice);
  const shared = { functionName: 'app', memoryMb: 128, timeoutSeconds: 3, environment: {} };
  const trial = {
    target: {
      ...shared,
      character: 'app.mjs',
      source: { kind: 'own' as const, choice },
      request: { ...request },
    },
    handler,
    source: { ...shared, code: zipPackage(handler.code) },
    outputDirectory: folder.path,
  };
  const source = tryHandler(trial, new AbortController().signal);
  return await source.then(
    ({ code }) => code.runtime,
    (error: unknown) => error,
  );
}

describe('tryHandler()', () => {
  it('accepts a handler that ran out of memory, even if the error does not say so', async () => {
    expect(await tryFailing('Array buffer allocation failed')).toBe('nodejs24.x');
  });

  it('accepts a handler that fails with an allowed error', async () => {
    const request = { allowedErrors: ['RangeError'] };

    expect(await tryFailing('no such order', request)).toBe('nodejs24.x');
  });

  it('uses an older runtime for a handler with a callback', async () => {
    const text = 'export const handler = (event, context, callback) => callback(null, 1);';

    expect(await tryText(text)).toBe('nodejs22.x');
  });

  it('refuses a handler with a callback that fails', async () => {
    const text = 'export const handler = (event, context, callback) => callback(new Error("no"));';

    expect(await tryText(text)).toMatchObject({ message: expect.stringContaining('Error: no') });
  });

  it('refuses a handler that fails in another way', async () => {
    expect(await tryFailing('Invalid array length')).toBeInstanceOf(HandlerError);
  });
});
