/** What a service answered. */
export interface RecordedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** As text; `{{template}}` stands for the template that was uploaded, in XML. */
  readonly body: string;
}

/** The requests of one command, each as a line, with the numbers of its answers in their order. */
export interface RecordedStep {
  readonly command: string;
  readonly exchanges: Readonly<Record<string, readonly number[]>>;
}

/** What was asked and answered while commands ran, as small as it tells the same. */
export interface ExchangeRecord {
  readonly steps: readonly RecordedStep[];
  /** Each answer once. */
  readonly answers: readonly RecordedAnswer[];
}

/** What stands for the template in an answer. */
export const TEMPLATE_MARK = '{{template}}';
