/** An error answer of a service; each service renders it in its own protocol. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The code that SDKs turn into the name of an exception. */
  readonly code: string;
  /** Further members of the error body, such as `Reason` of a throttled invocation. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    fields: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}
