/** What was found of one thing that the commands need. */
export interface Finding {
  readonly subject: string;
  /** `note`: works without, or cannot be seen from here. */
  readonly kind: 'ok' | 'todo' | 'note';
  /** What is there; for `todo`, what to do. */
  readonly text: string;
}

const MARKS = { ok: 'ok  ', todo: 'TODO', note: '-   ' } as const satisfies Record<
  Finding['kind'],
  string
>;

/** Where the texts begin, after the mark. */
const COLUMN = 14;

/** One line for each finding. */
export function findingLine({ subject, kind, text }: Finding): string {
  return `${MARKS[kind]} ${subject.padEnd(COLUMN)}${text}`;
}
