import {
  parameterGroups,
  type TemplateParameter,
} from '../../local/deployment/stack-parameters.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns the parameters of the template, one table for each group of the console. */
export function parameterTables(): string {
  return parameterGroups()
    .map(
      ({ group, parameters }) =>
        `**${group}**\n\n${markdownTable(
          ['name', 'default', 'meaning'],
          Object.entries(parameters).map(([name, parameter]) => [
            `\`${name}\``,
            defaultText(parameter),
            meaningText(parameter),
          ]),
        )}`,
    )
    .join('\n\n');
}

function defaultText({ Default }: TemplateParameter): string {
  if (Default === undefined) return 'must be given';
  return Default === '' ? 'none' : `\`${Default}\``;
}

/** Returns the description, with the allowed values that it does not name. */
function meaningText({ Description, Type, AllowedValues = [] }: TemplateParameter): string {
  const text = Description.replaceAll('*', String.raw`\*`);
  const values = Type === 'Number' ? [] : AllowedValues.filter((value) => !isSwitch(value));
  return values.length === 0 ? text : `${text} One of ${values.join(', ')}.`;
}

/** Returns whether "Whether" in the description implies the value. */
function isSwitch(value: string | number): boolean {
  return value === 'true' || value === 'false';
}
