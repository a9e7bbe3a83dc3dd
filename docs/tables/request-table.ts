import { describedFields } from '../../cli/request/described-fields.ts';
import { markdownTable } from './markdown-table.ts';

/** The fields of the request, one row each. */
export function requestTable(): string {
  return markdownTable(
    ['field', 'unit, type', 'default', 'accepted', 'meaning'],
    describedFields().map(({ name, unit, withoutIt, accepted, meaning }) => [
      `\`${name}\``,
      unit,
      withoutIt,
      accepted,
      meaning,
    ]),
  );
}
