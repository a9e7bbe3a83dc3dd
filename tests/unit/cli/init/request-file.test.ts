import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readAutotuneOptions } from '../../../../cli/autotune/autotune-options.ts';
import { requestFileText } from '../../../../cli/init/request-file.ts';
import { describedFields } from '../../../../cli/request/described-fields.ts';
import { COMPARISON_FIELDS } from '../../../../shared/contract/compared-release.ts';
import { writtenRequestSchema } from '../../../../shared/contract/request-fields.ts';

const directory = mkdtempSync(join(tmpdir(), 'autotuner-init-'));
const path = join(directory, 'my-fn.request.jsonc');

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Returns the request that autotune run would send after these fields are uncommented. */
function requestWith(...fields: readonly string[]): object {
  const text = fields.reduce(
    (file, field) => file.replace(`  // "${field}":`, `  "${field}":`),
    requestFileText('my-fn:live', path),
  );
  // Fields about a change are only accepted with "apply": true.
  writeFileSync(path, text.replace('  "apply": false', '  "apply": true'));
  const options = readAutotuneOptions(['--request', path]);
  return options.kind === 'run' ? options.request : {};
}

describe('requestFileText()', () => {
  it('is a valid request that only names the function', () => {
    expect(requestWith()).toEqual({ functionName: 'my-fn:live' });
  });

  it('explains each field of the request, in lines that fit', () => {
    const text = requestFileText('my-fn', path);
    const missing = Object.keys(writtenRequestSchema.shape).filter(
      (field) => !COMPARISON_FIELDS.has(field) && !text.includes(`"${field}": `),
    );

    expect(missing).toEqual([]);
    expect(text).toContain(
      [
        '  // What happens if the function is released during the run: "report" says so and changes',
        '  // nothing, "restart" deletes the clones of the old code and measures once more.',
        '  // text: one of report, restart; default: "report"',
        '  // "onRelease": "report",',
      ].join('\n'),
    );
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  const ownFields = describedFields().filter(
    ({ name }) => name !== 'functionName' && !COMPARISON_FIELDS.has(name),
  );

  it.each(ownFields)('has an accepted value for $name', (field) => {
    const isOfChange = ['applyTo', 'watchMinutes'].includes(field.name);

    expect(requestWith(field.name, ...(isOfChange ? ['apply'] : []))).toHaveProperty(
      field.name,
      { apply: true, applyTo: 'live' }[field.name as string] ?? field.example,
    );
  });
});
