import { invalidParameter } from './parameter-error.ts';

type Tags = Readonly<Record<string, string>>;

/** Maximum number of tags of one function (AWS tagging rules). */
const TAGS_MAX = 50;

/** Characters allowed in tags of Lambda: no quotes, braces or commas, so a tag cannot hold JSON. */
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Checks tags as AWS does.
 *
 * @throws {ApiError} If there are too many, or one is too long, reserved, or has characters that
 *   tags cannot have.
 */
export function checkTags(tags: Tags): void {
  const names = Object.keys(tags);
  if (names.length > TAGS_MAX) {
    throw invalidParameter('Number of tags exceeds resource tag limit.');
  }
  for (const name of names) {
    if (name.toLowerCase().startsWith('aws:')) {
      throw invalidParameter('Tag keys and values can not start with aws:.');
    }
    if (name.length === 0 || name.length > 128 || (tags[name] ?? '').length > 256) {
      throw invalidParameter(
        `The tag "${name}" must have a key of 1 to 128 and a value of 0 to 256 characters.`,
      );
    }
    if (!TAG_TEXT.test(`${name}${tags[name]}`)) {
      throw invalidParameter(
        `The tag "${name}" must consist of letters, digits, spaces and _ . : / = + - @.`,
      );
    }
  }
}
