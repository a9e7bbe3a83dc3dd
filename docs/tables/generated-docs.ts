import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUTOTUNE_USAGE } from '../../cli/autotune/autotune-options.ts';
import { PROGRAM_USAGE } from '../../cli/commands/program-usage.ts';
import {
  DEPLOY_USAGE,
  DESTROY_USAGE,
  DOCTOR_USAGE,
  STATUS_USAGE,
} from '../../cli/deploy/stack-options.ts';
import { FLEET_USAGE } from '../../cli/fleet/fleet-options.ts';
import { GATE_USAGE } from '../../cli/gate/gate-options.ts';
import { INIT_USAGE } from '../../cli/init/init-options.ts';
import { PATCH_USAGE } from '../../cli/patch/patch-options.ts';
import { REPORT_USAGE } from '../../cli/report/report-options.ts';
import { SCAN_USAGE } from '../../cli/scan/scan-options.ts';
import { START_USAGE } from '../../cli/start-options.ts';
import { besideTable } from './beside-table.ts';
import { comparisonTable } from './comparison-table.ts';
import { metricTable } from './metric-table.ts';
import { parameterTables } from './parameter-table.ts';
import { bucketTable, permissionTable, preflightTable } from './permission-table.ts';
import { replayTable } from './replay-table.ts';
import { requestTable } from './request-table.ts';
import { resultTable } from './result-table.ts';

const DOCS = join(import.meta.dirname, '..');

/** The generated sections of each page, by the marker's name. */
const SECTIONS: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  '../README.md': { beside: besideTable },
  'power-tuning.md': { replay: replayTable },
  'request.md': { request: requestTable },
  'result.md': { result: resultTable },
  'permissions.md': {
    permissions: permissionTable,
    bucket: bucketTable,
    preflight: preflightTable,
  },
  'metrics.md': { metrics: metricTable },
  'deployment.md': { parameters: parameterTables },
  'release-gate.md': { comparison: comparisonTable },
  'command-line.md': {
    program: () => codeBlock(PROGRAM_USAGE),
    deploy: () => codeBlock(DEPLOY_USAGE),
    destroy: () => codeBlock(DESTROY_USAGE),
    status: () => codeBlock(STATUS_USAGE),
    doctor: () => codeBlock(DOCTOR_USAGE),
    autotune: () => codeBlock(AUTOTUNE_USAGE),
    init: () => codeBlock(INIT_USAGE),
    report: () => codeBlock(REPORT_USAGE),
    fleet: () => codeBlock(FLEET_USAGE),
    patch: () => codeBlock(PATCH_USAGE),
    scan: () => codeBlock(SCAN_USAGE),
    gate: () => codeBlock(GATE_USAGE),
    start: () => codeBlock(START_USAGE),
  },
};

/** A page with tables that are derived from the source. */
interface GeneratedPage {
  /** Relative to docs/. */
  readonly name: string;
  readonly written: string;
  /** The content that the source requires. */
  readonly expected: string;
}

/**
 * Returns every page with derived tables, as it is and as it should be.
 * @throws {RangeError} If a page lacks a marker, or the source has something without a description.
 */
export function generatedPages(): readonly GeneratedPage[] {
  return Object.entries(SECTIONS).map(([name, sections]) => {
    const written = readFileSync(join(DOCS, name), 'utf8');
    const expected = Object.entries(sections).reduce(
      (page, [marker, text]) => withSection(page, marker, text()),
      written,
    );
    return { name, written, expected };
  });
}

/** Updates every page. */
export function writeGeneratedPages(): void {
  for (const { name, expected } of generatedPages()) {
    writeFileSync(join(DOCS, name), expected);
  }
}

function withSection(page: string, marker: string, text: string): string {
  const begin = `<!-- generated: ${marker} -->`;
  const end = '<!-- /generated -->';
  const beginAt = page.indexOf(begin);
  const endAt = page.indexOf(end, beginAt);
  if (beginAt < 0 || endAt < 0) {
    throw new RangeError(`Cannot write a table: the page must have "${begin}" and "${end}"`);
  }
  return `${page.slice(0, beginAt + begin.length)}\n\n${text}\n\n${page.slice(endAt)}`;
}

function codeBlock(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}
