/** The state of one thing that the commands need. */
export interface Finding {
  readonly subject: string;
  /** `note`: not required, or cannot be checked from here. */
  readonly kind: 'ok' | 'todo' | 'note';
  /** What was found; for `todo`, also what to do. */
  readonly text: string;
}

const MARKS = { ok: 'ok  ', todo: 'TODO', note: '-   ' } as const satisfies Record<
  Finding['kind'],
  string
>;

/** Width of the subject before the text, characters. */
const COLUMN = 14;

/** Formats a finding as one line. */
export function findingLine({ subject, kind, text }: Finding): string {
  return `${MARKS[kind]} ${subject.padEnd(COLUMN)}${text}`;
}
