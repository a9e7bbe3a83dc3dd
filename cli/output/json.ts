/** Characters that control a terminal or hide text, and that JSON.stringify does not escape. */
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Formats a value as JSON that is safe on any terminal: control characters are escaped, not lost.
 */
export function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(STEERING, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
