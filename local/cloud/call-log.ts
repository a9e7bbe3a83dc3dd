/** A permission that was checked for a call. */
export interface AskedPermission {
  /** IAM action, such as `lambda:GetFunction`. */
  readonly action: string;
  readonly resource: string;
  readonly isAllowed: boolean;
}

/** One request that the cloud answered. */
export interface CallRecord {
  /** Signing name of the service, such as `lambda`. */
  readonly service: string;
  /** Operation name, such as `UpdateFunctionConfiguration`. */
  readonly action: string;
  /** ARN of the resource that the call addressed, or `*`. */
  readonly resource: string;
  /** Configured role that made the call; absent for the administrator. */
  readonly roleArn: string | undefined;
  /**
   * Permissions that the call needed, up to the first missing one, and those that its answer
   * depends on.
   */
  readonly permissions: readonly AskedPermission[];
  /** When the call arrived, in milliseconds since the epoch. */
  readonly atMs: number;
  /** HTTP status, or 0 if the caller got no answer. */
  readonly status: number;
}

/** Maximum number of calls kept; the oldest are dropped first. */
const CALL_LOG_SIZE_MAX = 100_000;

/** The last calls made to the cloud, oldest first. */
export class CallLog {
  readonly #records: CallRecord[] = [];
  /** Called with each record as it is made. */
  onAppend: (record: CallRecord) => void = () => undefined;

  append(record: CallRecord): void {
    this.#records.push(record);
    if (this.#records.length > CALL_LOG_SIZE_MAX) this.#records.shift();
    this.onAppend(record);
  }

  list(): readonly CallRecord[] {
    return [...this.#records];
  }

  clear(): void {
    this.#records.length = 0;
  }
}
