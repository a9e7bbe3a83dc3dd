import type { ApplyForm } from './apply-snippet.ts';
import type { Paint } from './paint.ts';

/** Where a report can be read. */
export interface ReportPlace {
  /** The text that is shown: a path, or an address in the store. */
  readonly text: string;
  /** The link that a click opens; absent if the report cannot be opened from here. */
  readonly url?: string;
}

/** How an answer is written. */
export interface AnswerForm {
  readonly applyForm: ApplyForm;
  readonly report: ReportPlace;
  /** Whether the function is in an account; false in the local cloud. */
  readonly isInAccount: boolean;
  /** The option that saves a report that is not on this machine. */
  readonly saveOption?: '--report' | '--save';
  /** The alias that was tuned; absent if it was the function itself. */
  readonly alias?: string | undefined;
}

/** The terminal, file or pipe that an answer is written to. */
export interface Page {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}
