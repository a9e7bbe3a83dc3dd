import {
  COLUMNS,
  cellsOf,
  type FleetReport,
  functionsWithoutVerdict,
  headlinesOf,
} from '../../shared/contract/fleet-report.ts';

/** Renders the report of a fleet as Markdown, for a ticket or a pull request. */
export function fleetMarkdown(report: FleetReport): string {
  const reasons = functionsWithoutVerdict(report).map(
    ({ functionName, reason }) => `- ${escaped(functionName)}: ${escaped(reason)}`,
  );
  return `${[
    `# Fleet ${report.fleetId}`,
    '',
    ...headlinesOf(report).map((sentence) => `${escaped(sentence)}\n`),
    `| ${COLUMNS.join(' | ')} |`,
    `|${COLUMNS.map(() => '---|').join('')}`,
    ...report.functions.map((row) => `| ${cellsOf(row).map(escaped).join(' | ')} |`),
    ...(reasons.length === 0 ? [] : ['', '## Without a verdict', '', ...reasons]),
  ].join('\n')}\n`;
}

/** Escapes names and messages, which are untrusted, so that no markup in them takes effect. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#!]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, ' ');
}
