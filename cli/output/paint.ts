import { styleText } from 'node:util';

/** What a piece of text means; the colour follows from it. */
export type Role = 'good' | 'bad' | 'warning' | 'strong' | 'muted';

/** Where text goes, as far as its looks depend on it. */
export interface Paint {
  /** The text in the colour of its meaning; unchanged where colours are not wanted. */
  colour(role: Role, text: string): string;
  /** The text as a link; unchanged where the terminal shows none. */
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

/**
 * How a stream is painted: a terminal in colours, unless NO_COLOR, NODE_DISABLE_COLORS or TERM=dumb
 * is set; anything else plainly, unless FORCE_COLOR is set.
 */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const colour = (role: Role, text: string) => styleText(FORMATS[role], text, { stream });
  return colour('strong', 'x') === 'x'
    ? PLAIN
    : {
        colour,
        // OSC 8; a terminal that does not know it shows the text alone.
        link: (text, address) =>
          stream.isTTY ? `\u001b]8;;${address}\u001b\\${text}\u001b]8;;\u001b\\` : text,
      };
}
