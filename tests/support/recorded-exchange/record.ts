/** An answer of a service. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Body as text; `{{template}}` is replaced by the uploaded template, in XML. */
  readonly body: string;
}

/** The requests of one command, each as a line, with the indexes of its answers in order. */
export interface RecordedStep {
  readonly command: string;
  readonly exchanges: Readonly<Record<string, readonly number[]>>;
}

/** The requests and answers of some commands, without repetitions. */
export interface ExchangeRecord {
  readonly steps: readonly RecordedStep[];
  /** Each answer once. */
  readonly answers: readonly RecordedAnswer[];
}

/** Placeholder for the template in an answer. */
export const TEMPLATE_MARK = '{{template}}';
