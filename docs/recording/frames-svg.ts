import { type Html, html, trustedMarkup } from '../../shared/page/html.ts';
import type { Frame, TerminalLine, TextRun } from './terminal-frames.ts';

/** Size of a character cell, in the drawing's units, which are pixels. */
const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 18;
const FONT_SIZE = 14;
const MARGIN = 16;

/** Time for which the last screen stays before the animation repeats, ms. */
const LAST_FRAME_MS = 8_000;

/** Colours 1 to 6 of a terminal: red, green, yellow, blue, magenta, cyan. */
const COLOURS = ['#ff7b72', '#7ee787', '#e3b341', '#79c0ff', '#d2a8ff', '#76e3ea'];

/**
 * Returns a recording as one animated SVG that needs no script: all screens lie side by side, and
 * move past a window. For readers who prefer reduced motion, it shows the last screen.
 * @param title Description for readers who cannot see it.
 */
export function framesSvg(
  frames: readonly Frame[],
  { columns, title }: { readonly columns: number; readonly title: string },
): string {
  const width = Math.ceil(columns * CELL_WIDTH + 2 * MARGIN);
  const lineCount = Math.max(1, ...frames.map(({ lines }) => lines.length));
  const height = lineCount * LINE_HEIGHT + 2 * MARGIN;
  const known = new Map<string, number>();
  const screens = frames.map(({ lines }, index) => screen(lines, index * width, known));
  return `${html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}">
<title>${title}</title>
<style>${style(frames, width)}</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<defs>
${[...known].map(([line, id]) => html`<g id="l${id}">${textRuns(JSON.parse(line))}</g>\n`)}</defs>
<g class="screens">
${screens}</g>
</svg>`}\n`;
}

/** Draws a screen. Each line is defined once, and reused wherever it occurs. */
function screen(lines: readonly TerminalLine[], x: number, known: Map<string, number>): Html {
  const uses = lines.flatMap((line, row) => {
    if (line.length === 0) return [];
    const key = JSON.stringify(line);
    const id = known.get(key) ?? known.size;
    known.set(key, id);
    return [html`<use href="#l${id}" y="${MARGIN + row * LINE_HEIGHT}"/>`];
  });
  return html`<g transform="translate(${x + MARGIN})">${uses}</g>\n`;
}

function textRuns(line: TerminalLine): readonly Html[] {
  return line.map((run) => {
    const length = [...run.text].length * CELL_WIDTH;
    return html`<text class="${classes(run)}" x="${tenths(run.column * CELL_WIDTH)}" y="${FONT_SIZE}" textLength="${tenths(length)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${run.text}</text>`;
  });
}

function classes({ isBold, isDim, colour }: TextRun): string {
  return [
    't',
    ...(isBold ? ['b'] : []),
    ...(isDim ? ['d'] : []),
    ...(colour === undefined ? [] : [`c${colour}`]),
  ].join(' ');
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function style(frames: readonly Frame[], width: number): Html {
  const totalMs = (frames.at(-1)?.atMs ?? 0) + LAST_FRAME_MS;
  const steps = frames.map(
    ({ atMs }, index) =>
      `${index === 0 ? 0 : Math.round((atMs / totalMs) * 1e5) / 1e3}%{transform:translateX(${-index * width}px)}`,
  );
  const last = -(frames.length - 1) * width;
  return trustedMarkup(`
.t{font:${FONT_SIZE}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3}
.b{font-weight:700}.d{fill:#9198a1}
${COLOURS.map((colour, index) => `.c${index + 1}{fill:${colour}}`).join('')}
.screens{animation:play ${totalMs}ms step-end infinite}
@keyframes play{${steps.join('')}100%{transform:translateX(${last}px)}}
@media (prefers-reduced-motion:reduce){.screens{animation:none;transform:translateX(${last}px)}}
`);
}
