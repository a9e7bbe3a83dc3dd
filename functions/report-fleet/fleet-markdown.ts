import { COLUMNS, cellsOf, type FleetReport, headlinesOf, reasonOf } from './fleet-report.ts';

/** The report of a fleet as Markdown, for a ticket or a pull request. */
export function fleetMarkdown(report: FleetReport): string {
  const { result, rows, plan } = report;
  const reasons = [
    ...rows.flatMap((row) => {
      const reason = reasonOf(row);
      return reason === undefined ? [] : [`- ${escaped(row.functionName)}: ${escaped(reason)}`];
    }),
    ...plan.refused.map(
      ({ functionName, reason }) => `- ${escaped(functionName)}: ${escaped(reason)}`,
    ),
  ];
  return `${[
    `# Fleet ${result.fleetId}`,
    '',
    ...headlinesOf(report).map((sentence) => `${escaped(sentence)}\n`),
    `| ${COLUMNS.join(' | ')} |`,
    `|${COLUMNS.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${cellsOf(row).map(escaped).join(' | ')} |`),
    ...(reasons.length === 0 ? [] : ['', '## Without a verdict', '', ...reasons]),
  ].join('\n')}\n`;
}

/** Names and messages are untrusted: no markup of theirs takes effect. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>|#!]/g, (sign) => `\\${sign}`).replaceAll(/\s+/g, ' ');
}
