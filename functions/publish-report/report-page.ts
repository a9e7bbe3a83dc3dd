import { createHash } from 'node:crypto';
import { type Html, html, trustedMarkup } from '../../shared/page/html.ts';
import { PAGE_SCRIPT } from '../../shared/page/page-script.ts';
import { PAGE_STYLE } from '../../shared/page/page-style.ts';
import { architecturesSection } from './architectures-section.ts';
import { chartSection } from './chart-section.ts';
import { decisionSection } from './decision-section.ts';
import { headline, headlineSection, targetName } from './headline-section.ts';
import { moneySection } from './money-section.ts';
import { picksSection } from './picks-section.ts';
import { previousSection } from './previous-section.ts';
import { repeatSection } from './repeat-section.ts';
import type { ReportFacts } from './report.ts';
import { samplesSection } from './samples-section.ts';
import { sizesSection } from './sizes-section.ts';

const STYLE = PAGE_STYLE.toString();
const SCRIPT = `${PAGE_SCRIPT}enhancePage(document);\n`;

/** Allows the page's own style and script, and loads nothing. */
const POLICY = `default-src 'none'; img-src data:; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;

/** Renders a report for people: one page that loads nothing, and can be read without its script. */
export function reportPage(report: ReportFacts): string {
  const { result } = report;
  const name = targetName(report.target);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${name}: ${headline(result)}</title>
<link rel="icon" href="data:,">
<style>${trustedMarkup(STYLE)}</style>
</head>
<body>
<main>
${sections(report)}
</main>
<footer class="page-foot"><p class="note">Made by lambda-autotuner. This page is one file and loads nothing.</p></footer>
<script>${trustedMarkup(SCRIPT)}</script>
</body>
</html>
`;
  return page.toString();
}

function sections(report: ReportFacts): readonly (Html | undefined)[] {
  return [
    headlineSection(report),
    picksSection(report),
    architecturesSection(report),
    chartSection(report),
    moneySection(report),
    sizesSection(report),
    previousSection(report),
    decisionSection(report),
    samplesSection(report),
    repeatSection(report),
  ];
}

/** Returns the hash by which a content security policy allows an inline text. */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
