import { type CaseOutcome, runCase } from './run-case.ts';

/** Summary of a simulation, printed as its last line. */
export interface Summary {
  readonly cases: number;
  readonly faultsInjected: number;
  /** Faults of cases that would have gone differently without them. */
  readonly faultsThatMattered: number;
  readonly violations: number;
}

/** Adds up the outcomes of many cases. */
export class Tally {
  #summary: Summary = { cases: 0, faultsInjected: 0, faultsThatMattered: 0, violations: 0 };
  readonly #calmCourses = new Map<string, string>();

  async add(outcome: CaseOutcome): Promise<void> {
    const { cases, faultsInjected, faultsThatMattered, violations } = this.#summary;
    const { scenario, injectedFaultCount } = outcome;
    const injected = injectedFaultCount + scenario.disturbances.length;
    const hasMattered = injected > 0 && (await this.#calmCourse(outcome)) !== outcome.course;
    this.#summary = {
      cases: cases + 1,
      faultsInjected: faultsInjected + injected,
      faultsThatMattered: faultsThatMattered + (hasMattered ? injected : 0),
      violations: violations + outcome.violations.length,
    };
  }

  summary(): Summary {
    return this.#summary;
  }

  /** Returns the course of the same run without faults; the exhaustive cases all share one. */
  async #calmCourse({ scenario }: CaseOutcome): Promise<string> {
    const calm = { ...scenario, faults: [], disturbances: [], deaths: [] };
    const key = JSON.stringify({ ...calm, title: '' });
    const course = this.#calmCourses.get(key) ?? (await runCase(calm)).course;
    if (this.#calmCourses.size < CALM_COURSES_MAX) this.#calmCourses.set(key, course);
    return course;
  }
}

const CALM_COURSES_MAX = 1000;
