import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

/** What a piece of text means; the colour follows from it. */
export type Role = 'good' | 'bad' | 'warning' | 'strong' | 'muted';

/** How text is coloured and linked on a stream. */
export interface Paint {
  /** Returns the text in the colour of its role; unchanged if colours are not wanted. */
  colour(role: Role, text: string): string;
  /** Returns the text as a link; unchanged if the stream shows none. */
  link(text: string, address: string): string;
}

const FORMATS = {
  good: 'green',
  bad: 'red',
  warning: 'yellow',
  strong: 'bold',
  muted: 'dim',
} as const satisfies Record<Role, string>;

/** No colours and no links: for files and pipes. */
export const PLAIN: Paint = { colour: (_role, text) => text, link: (text) => text };

/** Colour depth of a terminal without colours, bits. */
const NO_COLOUR_DEPTH = 1;

/**
 * Returns the paint for a stream. A terminal has colours, unless NO_COLOR, NODE_DISABLE_COLORS or
 * TERM=dumb is set; other streams have none, unless FORCE_COLOR is set.
 *
 * @param env The environment variables of the process.
 */
export function paintFor(
  { isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>,
  env: NodeJS.ProcessEnv,
): Paint {
  const isForced = env.FORCE_COLOR !== undefined;
  const hasColours =
    (isTTY || isForced) && WriteStream.prototype.getColorDepth(env) > NO_COLOUR_DEPTH;
  return hasColours
    ? {
        colour: (role, text) => styleText(FORMATS[role], text, { validateStream: false }),
        // OSC 8; a terminal that does not support it shows the text alone.
        link: (text, address) =>
          isTTY ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` : text,
      }
    : PLAIN;
}
