import type { ApplyForm } from './apply-snippet.ts';
import type { Paint } from './paint.ts';

/** Where a report can be read. */
export interface ReportPlace {
  /** As it is shown: a path, or an address in the store. */
  readonly text: string;
  /** What a click opens; absent where nothing can. */
  readonly url?: string;
}

/** How an answer is written. */
export interface AnswerForm {
  readonly applyForm: ApplyForm;
  readonly report: ReportPlace;
  /** Whether the function is one of an account, and not of this machine. */
  readonly isInAccount: boolean;
  /** The option that saves a report which is not on this machine. */
  readonly saveOption?: '--report' | '--save';
  /** The alias that was tuned; absent where it was the function itself. */
  readonly alias?: string | undefined;
}

/** Where an answer is written to. */
export interface Page {
  /** Columns of the terminal. */
  readonly width: number;
  readonly paint: Paint;
}
