import { ApiError } from '../wire/api-error.ts';
import type { FunctionRecord } from './function-record.ts';

/** Releases the concurrency that an invocation has claimed. */
type ReleaseConcurrency = () => void;

/** Counts concurrent executions against the reserved concurrency and the account's limit. */
export class ConcurrencyLimiter {
  readonly #accountConcurrency: number;
  readonly #inFlight = new Map<FunctionRecord, number>();

  constructor(accountConcurrency: number) {
    this.#accountConcurrency = accountConcurrency;
  }

  /** Invocations of a function that run now. */
  inFlight(record: FunctionRecord): number {
    return this.#inFlight.get(record) ?? 0;
  }

  /** Concurrency that no function has reserved. */
  unreserved(functions: readonly FunctionRecord[]): number {
    return functions.reduce(
      (left, { reservedConcurrency }) => left - (reservedConcurrency ?? 0),
      this.#accountConcurrency,
    );
  }

  /**
   * Claims one concurrent execution.
   *
   * @param functions All functions of the account.
   * @throws {ApiError} If there is none left.
   */
  claim(record: FunctionRecord, functions: readonly FunctionRecord[]): ReleaseConcurrency {
    const { reservedConcurrency } = record;
    if (reservedConcurrency !== undefined) {
      if (this.inFlight(record) >= reservedConcurrency) {
        throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
      }
    } else {
      const inFlight = functions
        .filter((other) => other.reservedConcurrency === undefined)
        .reduce((sum, other) => sum + this.inFlight(other), 0);
      if (inFlight >= this.unreserved(functions)) {
        throw throttled('ConcurrentInvocationLimitExceeded');
      }
    }
    this.#inFlight.set(record, this.inFlight(record) + 1);
    return () => this.#release(record);
  }

  #release(record: FunctionRecord): void {
    const left = this.inFlight(record) - 1;
    if (left > 0) this.#inFlight.set(record, left);
    else this.#inFlight.delete(record);
  }
}

function throttled(reason: string): ApiError {
  return new ApiError(429, 'TooManyRequestsException', 'Rate Exceeded.', {
    Reason: reason,
    Type: 'User',
  });
}
