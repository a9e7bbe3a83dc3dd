/**
 * One of the two sizes in which every chart is drawn, so that its text is also readable on a phone;
 * the style shows one of them.
 */
export interface ChartLayout {
  readonly name: 'wide' | 'narrow';
  /** Width in units of the drawing, about one pixel each. */
  readonly width: number;
  readonly panelHeight: number;
  readonly fontSize: number;
}

export const CHART_LAYOUTS: readonly ChartLayout[] = [
  { name: 'wide', width: 880, panelHeight: 210, fontSize: 13 },
  { name: 'narrow', width: 350, panelHeight: 160, fontSize: 12 },
];

/** Height of a line of text, relative to the font size. */
export const LINE_HEIGHT = 1.4;

/** Width of a character, relative to the font size; an upper estimate for all systems. */
const CHARACTER_WIDTH = 0.64;

/** Estimates the width of a text from above, in units of the drawing. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * CHARACTER_WIDTH;
}

/** Rounds a coordinate to tenths, which is precise enough for a drawing. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
