import type { CloudRequest, CloudResponse } from '../../local/cloud/wire/cloud-message.ts';
import { currentProcess } from './in-process-aws.ts';

/** The death of a task's process at one of its calls. */
export interface TaskDeath {
  /** Counted from 1 over all calls of all tasks, or of the one that is named. */
  readonly atCall: number;
  /** Key of the task in serverless.yml; absent for all tasks. */
  readonly taskKey?: string;
  /** `before`: the call is never sent. `after`: it takes effect, but its answer is lost. */
  readonly when: 'before' | 'after';
}

const ALL = '';

const FOREVER = new Promise<never>(() => undefined);

type Handle = (request: CloudRequest) => Promise<CloudResponse>;

/** Plans the deaths of tasks, and counts them. */
export class TaskDeaths {
  #planned: readonly TaskDeath[] = [];
  /** Calls of each task, and of all under the empty key. */
  readonly #callCounts = new Map<string, number>();
  count = 0;

  plan(deaths: readonly TaskDeath[]): void {
    this.#planned = deaths;
  }

  /** Returns a task's access to the cloud, at whose calls the task may die. */
  wayTo(handle: Handle, taskKey: string): Handle {
    return async (request) => {
      const numbers = new Map([ALL, taskKey].map((key) => [key, this.#countCall(key)]));
      const death = this.#planned.find((each) => each.atCall === numbers.get(each.taskKey ?? ALL));
      if (death?.when === 'before') await this.#die(death);
      const response = await handle(request);
      if (death !== undefined) await this.#die(death);
      return response;
    };
  }

  #countCall(key: string): number {
    const number = (this.#callCounts.get(key) ?? 0) + 1;
    this.#callCounts.set(key, number);
    return number;
  }

  async #die({ when }: TaskDeath): Promise<never> {
    this.count += 1;
    currentProcess.getStore()?.die(when);
    return await FOREVER;
  }
}
