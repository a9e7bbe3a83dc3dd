import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { REQUEST_DEFAULTS, STRATEGIES } from '../../shared/contract/request-fields.ts';
import { PRICE_TABLE_DATE } from '../../shared/core/pricing/price-table.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');

function tableRows(section: string): ReadonlyMap<string, readonly string[]> {
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(rows.map(([, name = '', ...cells]) => [name.replaceAll('`', ''), cells]));
}

describe('the README', () => {
  it('states every default of the request as it is', () => {
    const [, section = ''] = readme.split('request-table -->');
    const rows = tableRows(section);

    for (const [field, value] of Object.entries(REQUEST_DEFAULTS)) {
      const [, written = ''] = rows.get(field) ?? [];
      expect(`${field}: ${written.replaceAll('`', '')}`).toBe(`${field}: ${JSON.stringify(value)}`);
    }
    for (const strategy of STRATEGIES) {
      expect(rows.get('strategy')?.[2]).toContain(`"${strategy}"`);
    }
  });

  it('names every parameter of the deployment with its default', () => {
    const { params } = parse(readFileSync(join(PROJECT, 'serverless.yml'), 'utf8'));
    const [, section = ''] = readme.split('## Deploy');
    const rows = tableRows(section.split('## The request')[0] ?? '');

    for (const [name, value] of Object.entries<string>(params.default)) {
      expect(`${name}: ${rows.get(name)?.[0]?.replaceAll('`', '')}`).toBe(`${name}: ${value}`);
    }
  });

  it('names the date of the prices', () => {
    expect(readme).toContain(PRICE_TABLE_DATE);
  });

  it('names no command that does not exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name);

    expect(named.filter((name) => !(String(name) in scripts))).toEqual([]);
  });
});
