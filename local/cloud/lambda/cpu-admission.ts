/** Gives a share back. Calling it twice has no further effect. */
type ReleaseShare = () => void;

interface Waiter {
  readonly share: number;
  admit(release: ReleaseShare): void;
  refuse(error: Error): void;
}

/** Rounding error of shares that are added and subtracted, in vCPUs. */
const SHARE_TOLERANCE = 1e-9;

/**
 * Hands out shares of a fixed number of vCPUs, first come, first served.
 *
 * A large share at the head makes smaller ones behind it wait, because otherwise a stream of small
 * ones would starve it.
 */
export class CpuAdmission {
  readonly #capacity: number;
  #inUse = 0;
  readonly #waiters: Waiter[] = [];
  #isStopped = false;

  /** @param capacity vCPUs; may be infinite. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Largest share that one holder can get. */
  clamp(share: number): number {
    return Math.min(share, this.#capacity);
  }

  /**
   * Waits until a share is free. Shares above the capacity count as the whole capacity.
   *
   * @throws If the admission is stopped before.
   */
  acquire(share: number): Promise<ReleaseShare> {
    return new Promise((admit, refuse) => {
      if (this.#isStopped) {
        refuse(stoppedError());
        return;
      }
      this.#waiters.push({ share: this.clamp(share), admit, refuse });
      this.#admitWaiters();
    });
  }

  /** Rejects all waiting and all later requests for a share. */
  stop(): void {
    this.#isStopped = true;
    for (const { refuse } of this.#waiters.splice(0)) refuse(stoppedError());
  }

  #admitWaiters(): void {
    for (;;) {
      const head = this.#waiters[0];
      if (head === undefined || this.#inUse + head.share > this.#capacity + SHARE_TOLERANCE) return;
      this.#waiters.shift();
      this.#inUse += head.share;
      head.admit(this.#makeRelease(head.share));
    }
  }

  #makeRelease(share: number): ReleaseShare {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#inUse -= share;
      this.#admitWaiters();
    };
  }
}

function stoppedError(): Error {
  return new Error('Cannot wait for a core: the cloud was stopped');
}
