import { COMPARISON_FIELDS } from '../../shared/contract/compared-release.ts';
import { aliasOf, parseFunctionReference } from '../../shared/core/function-reference.ts';
import { wrapped } from '../output/text-layout.ts';
import { PROGRAM } from '../program-name.ts';
import { type DescribedField, describedFields } from '../request/described-fields.ts';

/** Longest text of a comment line, without its indentation and "//", characters. */
const WIDTH = 92;

/**
 * Returns a request for a function that has every field of tuning, explained and commented out.
 *
 * @param path Path of the file, as the user would type it.
 */
export function requestFileText(functionName: string, path: string): string {
  const [, ...fields] = describedFields()
    .filter(({ name }) => !COMPARISON_FIELDS.has(name))
    .map((field) => fieldFor(functionName, field));
  return [
    ...comment(`How to tune ${functionName}:`, ''),
    `//   ${runCommandLine(path)}`,
    '//',
    ...comment(
      'Remove the // before a field to set it. Each value here is the default, or an example if there is no default. Only this command accepts comments, and a comma after the last field: the console and other programs do not.',
      '',
    ),
    '{',
    `  "functionName": ${JSON.stringify(functionName)},`,
    ...fields.flatMap((field) => ['', ...aboutField(field), setting(field)]),
    '}',
    '',
  ].join('\n');
}

/** Makes the alias the default of `applyTo` if the function is named by its alias. */
function fieldFor(functionName: string, field: DescribedField): DescribedField {
  const alias = aliasOf(parseFunctionReference(functionName) ?? {});
  return field.name === 'applyTo' && alias !== undefined
    ? { ...field, example: alias, withoutIt: JSON.stringify(alias) }
    : field;
}

/** Returns the command line that uses the file. */
export function runCommandLine(path: string): string {
  return `${PROGRAM} run --request ${path}`;
}

function aboutField({ unit, meaning, accepted, withoutIt }: DescribedField): readonly string[] {
  const sentence = `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
  return [sentence, `${unit}: ${accepted}; default: ${withoutIt}`].flatMap((text) =>
    comment(text.replaceAll('`', ''), '  '),
  );
}

/** Formats a field, commented out, with a comma for the next one. */
function setting({ name, example }: DescribedField): string {
  const value = JSON.stringify(example, undefined, 1).replaceAll(/\n */g, ' ');
  return `  // ${JSON.stringify(name)}: ${value},`;
}

function comment(text: string, indentation: string): readonly string[] {
  return wrapped(text, WIDTH).map((line) => `${indentation}// ${line}`);
}
