import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  pipelinePlacesOf,
  tellPipelineFailure,
  tellPipelineResult,
} from '../../../../cli/output/pipeline-files.ts';
import { resultFor } from '../../../support/generated-reports.ts';
import { goldenFunction } from '../../../support/golden-functions.ts';

const FORM = { applyForm: 'aws', report: { text: 'report.html' }, isInAccount: true } as const;

let folder: string;
const place = (name: string) => join(folder, name);
const kept = (name: string) => readFileSync(place(name), 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const result = async () => await resultFor(goldenFunction('io-bound'));

describe('tellPipelineResult()', () => {
  it('reports the function as changed only if the change was applied and not undone', async () => {
    const advised = await result();
    const { powerValue: size, powerValueBefore: before } = advised;
    const applied = {
      ...advised,
      application: { ...advised.application, kind: 'applied' as const, message: 'Applied' },
    };
    const undone = {
      ...applied,
      watch: { kind: 'rolledBack' } as unknown as typeof advised.watch,
    };
    const told = [advised, applied, undone].map((one) => {
      tellPipelineResult({ dotenvPath: place('env') }, one, FORM);
      return kept('env');
    });

    expect(told[0]).toBe(
      `AUTOTUNE_VERDICT=change\nAUTOTUNE_MEMORY_MB=${size}\nAUTOTUNE_MEMORY_MB_BEFORE=${before}\nAUTOTUNE_CHANGED=false\nAUTOTUNE_REPORT=${advised.report.html}\n`,
    );
    expect(told[1]).toContain('AUTOTUNE_CHANGED=true');
    expect(told[2]).toContain('AUTOTUNE_CHANGED=false');
  });

  it('appends to what other steps wrote', async () => {
    writeFileSync(place('summary'), 'Deployed.\n');
    writeFileSync(place('output'), 'version=7\n');

    tellPipelineResult(
      { summaryPath: place('summary'), outputPath: place('output') },
      await result(),
      FORM,
    );

    expect(kept('summary')).toMatch(/^Deployed\.\n### `target`\n\n\*\*Change from/);
    expect(kept('output')).toMatch(/^version=7\nverdict<<(end-\S+)\nchange\n\1\nmemory-mb<<\1\n/);
  });

  it('keeps a text from becoming another output or variable', async () => {
    const html = 's3://bucket/x\nEOF\nverdict=keep\nPATH=/tmp';
    const forged = await result();

    const places = { outputPath: place('output'), dotenvPath: place('env') };
    tellPipelineResult(places, { ...forged, report: { ...forged.report, html } }, FORM);

    expect(kept('env')).not.toMatch(/^PATH=/m);
    expect(kept('env').trimEnd().split('\n')).toHaveLength(5);
    expect(kept('output')).not.toMatch(/^(verdict=|PATH=)/m);
  });

  it('reports that it cannot write, and does not fail', async () => {
    expect(tellPipelineResult({ outputPath: folder }, await result(), FORM)).toMatch(
      /^Cannot write the outputs for the pipeline: .*EISDIR/,
    );
  });
});

describe('tellPipelineFailure()', () => {
  it('writes that there is no size', () => {
    tellPipelineFailure({ dotenvPath: place('env') }, 'orders', 'AccessDenied: no');

    expect(kept('env')).toBe(
      'AUTOTUNE_VERDICT=failed\nAUTOTUNE_MEMORY_MB=\nAUTOTUNE_MEMORY_MB_BEFORE=\nAUTOTUNE_CHANGED=false\nAUTOTUNE_REPORT=\n',
    );
  });
});

describe('pipelinePlacesOf()', () => {
  it('treats an empty variable as unset', () => {
    expect(pipelinePlacesOf({ GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '/s' }, undefined)).toEqual({
      summaryPath: '/s',
      outputPath: undefined,
      dotenvPath: undefined,
    });
  });
});
