import { describedFields } from '../../cli/request/described-fields.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns a table of the fields of the request. */
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
