/** Length of a quota period, in milliseconds: the one that Lambda's scheduler uses. */
export const QUOTA_PERIOD_MS = 20;

const NS_PER_MS = 1e6;

/** Whether a process group may run, and when to check it again. */
interface BudgetDecision {
  readonly mayRun: boolean;
  /** On the clock of {@linkcode CpuBudget.charge}. */
  readonly nextCheckMs: number;
}

/**
 * CPU time budget of one process group. Each period adds the quota. Unused quota is lost; an
 * overrun is deducted from later periods.
 */
export class CpuBudget {
  readonly #quotaNs: number;
  #budgetNs: number;
  #periodStartMs: number;
  #chargedAtMs: number;

  /** @param vcpuShare vCPUs; infinite for no limit. */
  constructor(vcpuShare: number, nowMs: number) {
    this.#quotaNs = vcpuShare * QUOTA_PERIOD_MS * NS_PER_MS;
    this.#budgetNs = this.#quotaNs;
    this.#periodStartMs = nowMs;
    this.#chargedAtMs = nowMs;
  }

  /** Charges CPU time used since the last charge. */
  charge(usedNs: number, nowMs: number): BudgetDecision {
    const elapsedMs = Math.max(nowMs - this.#chargedAtMs, 0.01);
    this.#chargedAtMs = nowMs;
    this.#budgetNs -= usedNs;
    this.#refill(nowMs);

    const periodEndMs = this.#periodStartMs + QUOTA_PERIOD_MS;
    if (this.#budgetNs <= 0) {
      const periods = Math.floor(-this.#budgetNs / this.#quotaNs) + 1;
      const nextCheckMs = this.#periodStartMs + periods * QUOTA_PERIOD_MS;
      return { mayRun: false, nextCheckMs };
    }
    // Assumes that as many threads go on running as ran until now, but at least one.
    const threads = Math.max(1, usedNs / (elapsedMs * NS_PER_MS));
    const exhaustedMs = nowMs + this.#budgetNs / NS_PER_MS / threads;
    return { mayRun: true, nextCheckMs: Math.min(exhaustedMs, periodEndMs) };
  }

  #refill(nowMs: number): void {
    const periods = Math.floor((nowMs - this.#periodStartMs) / QUOTA_PERIOD_MS);
    if (periods <= 0) return;
    this.#periodStartMs += periods * QUOTA_PERIOD_MS;
    this.#budgetNs = Math.min(this.#budgetNs + periods * this.#quotaNs, this.#quotaNs);
  }
}
