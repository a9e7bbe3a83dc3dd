/** A chart is drawn twice, so that its text is readable on a phone too; the style shows one. */
export interface ChartLayout {
  readonly name: 'wide' | 'narrow';
  /** Units of the drawing, about one pixel each. */
  readonly width: number;
  readonly panelHeight: number;
  readonly fontSize: number;
}

export const CHART_LAYOUTS: readonly ChartLayout[] = [
  { name: 'wide', width: 880, panelHeight: 210, fontSize: 13 },
  { name: 'narrow', width: 350, panelHeight: 160, fontSize: 12 },
];

/** Height of a line of text by its font size. */
export const LINE_HEIGHT = 1.4;

/** Mean width of a character by the font size: on the safe side for the fonts of all systems. */
const CHARACTER_WIDTH = 0.64;

/** How wide a text will be at the most, in units of the drawing. */
export function textWidth(text: string, fontSize: number): number {
  return text.length * fontSize * CHARACTER_WIDTH;
}

/** Tenths are enough for a drawing. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
