/** Characters that steer a terminal or hide text, and that JSON.stringify leaves as they are. */
const STEERING = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A value as JSON that any terminal may be given: what would steer it is escaped, nothing is lost. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(STEERING, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
