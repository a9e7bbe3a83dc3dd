import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keepFailure } from '../../../../cli/autotune/keep-failure.ts';
import { type HandlerFolder, makeHandlerFolder } from '../../../support/handler-folder.ts';

const ROOT = `file:///tmp/local-cloud-abc123/${'0'.repeat(32)}/`;
const ADDRESS = 's3://store/runs/orders/0123.json';
const WHY = `it fails with Error: no (at handler (${ROOT}src/app.mjs:1:9) < at runEvent (file:///x/node-bootstrap.mjs:165:35)). What was measured is in ${ADDRESS} [permanent]`;

let folder: HandlerFolder;

beforeAll(() => {
  folder = makeHandlerFolder({ 'taken.json/file': '' });
});

afterAll(() => folder.remove());

const account = { readObject: async (uri: string) => `report of ${uri}` };

describe('keepFailure()', () => {
  it('saves the report, and names its local path and paths within the package', async () => {
    const text = await keepFailure(account, WHY, folder.at('orders.html'));

    expect(text).toBe(
      `it fails with Error: no (at handler (src/app.mjs:1:9)). What was measured is in ${folder.at('orders.json')} [permanent]`,
    );
    expect(readFileSync(folder.at('orders.json'), 'utf8')).toBe(`report of ${ADDRESS}`);
  });

  it('says why the report could not be saved', async () => {
    const text = await keepFailure(account, WHY, folder.at('taken.html'));

    expect(text).toMatch(/What was measured is in a report that could not be saved \(.*EISDIR: /);
  });

  it('does not change a failure without a report', async () => {
    expect(await keepFailure(account, 'it failed', folder.at('orders.html'))).toBe('it failed');
  });
});
