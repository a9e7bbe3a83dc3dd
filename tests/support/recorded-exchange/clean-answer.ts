import { withoutVariableParts } from './asked.ts';
import { TEMPLATE_MARK } from './record.ts';

/** Members of a long list that are kept, by the resource that they name: the others add nothing. */
const KEPT_MEMBERS = /<LogicalResourceId>(?:StateMachine|StoreBucket|ApplyConfigRole)</;

/** Lists with a member for each resource of the template. */
const LONG_LISTS = ['Changes', 'StackEvents'];

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;
const ADDRESS = /\b127\.0\.0\.1:\d+\b/g;
const ACCESS_KEY = /\bAKIA\w+/g;
const TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/g;

/** Replaces what differs between recordings, consistently in all texts. */
export class Cleaning {
  readonly #ids = new Map<string, string>();

  /** Replaces ids and times in a text of a request or an answer. */
  text(text: string): string {
    return withoutVariableParts(text)
      .replaceAll(UUID, (id) => this.#numbered(id))
      .replaceAll(TIME, '2026-01-01T00:00:00Z')
      .replaceAll(ACCESS_KEY, 'USER')
      .replaceAll(ADDRESS, '127.0.0.1');
  }

  /**
   * Cleans the body of an answer: drops its template, and keeps a few members of each long list.
   */
  body(body: string): string {
    const short = LONG_LISTS.reduce(shorten, body)
      .replace(/(?<=<TemplateBody>)[\s\S]*?(?=<\/TemplateBody>)/, TEMPLATE_MARK)
      .replaceAll(/<RequestId>.*?<\/RequestId>/g, '');
    return this.text(short.replaceAll(/>\s+</g, '><').trim());
  }

  #numbered(id: string): string {
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    const numbered = `00000000-0000-4000-8000-${String(this.#ids.size + 1).padStart(12, '0')}`;
    this.#ids.set(id, numbered);
    return numbered;
  }
}

function shorten(body: string, list: string): string {
  return body.replace(new RegExp(`(?<=<${list}>)[\\s\\S]*(?=</${list}>)`), (members) =>
    members
      .split(/(?=<member>)/)
      .filter((member) => KEPT_MEMBERS.test(member))
      .join(''),
  );
}
