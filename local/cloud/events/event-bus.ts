import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { type CloudEvent, type EventEntry, eventTime } from './cloud-event.ts';
import { checkPattern, type EventPattern, matchesPattern } from './event-pattern.ts';
import { type NextDue, readScheduleExpression } from './schedule-expression.ts';

/** A rule of the bus, with the functions that it invokes. */
export interface EventRule {
  readonly ruleArn: string;
  /** Events that trigger the rule; absent if none do. */
  readonly eventPattern?: EventPattern;
  /** Schedule of the rule, `rate(…)` or `cron(…)`; absent if it has none. */
  readonly scheduleExpression?: string;
  readonly targetArns: readonly string[];
}

/** A schedule of EventBridge Scheduler. */
export interface EventSchedule {
  readonly scheduleArn: string;
  readonly scheduleExpression: string;
  readonly targetArn: string;
  /** JSON of the event, with placeholders such as `<aws.scheduler.scheduled-time>`. */
  readonly inputText: string;
}

/** The rules and schedules of a deployment, which start functions. */
export interface DeployedRules {
  readonly rules: readonly EventRule[];
  readonly schedules: readonly EventSchedule[];
}

/** Dependencies of the bus. */
interface EventBusPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly accountId: string;
  readonly region: string;
  /** Runs a target. */
  invoke(targetArn: string, event: unknown): Promise<unknown>;
  /** Called for each event that could not be delivered; deliveries are not retried. */
  onFailedDelivery(message: string): void;
}

/** Longest sleep that a clock accepts, in milliseconds. */
const SLEEP_MS_MAX = 15 * 60_000;

/** The default event bus of the account, with EventBridge Scheduler. */
export class EventBus {
  readonly #ports: EventBusPorts;
  readonly #rules: EventRule[] = [];
  readonly #stopping = new AbortController();

  constructor(ports: EventBusPorts) {
    this.#ports = ports;
  }

  /**
   * Deploys rules and schedules. A rule with a rate is due when its first period is over. A schedule
   * with a rate is due at once, because it has no start date.
   *
   * @throws {RangeError} If a pattern or an expression cannot be used here.
   */
  deploy({ rules, schedules }: DeployedRules): void {
    for (const rule of rules) this.#deployRule(rule);
    for (const schedule of schedules) this.#deploySchedule(schedule);
  }

  /**
   * Takes an event and delivers it to the targets of every rule that it matches.
   *
   * @returns The event's id.
   */
  put(entry: EventEntry): string {
    const event = this.#eventOf(entry);
    for (const { ruleArn, eventPattern, targetArns } of this.#rules) {
      if (eventPattern === undefined || !matchesPattern(eventPattern, event)) continue;
      for (const targetArn of targetArns) void this.#deliver(ruleArn, targetArn, event);
    }
    return event.id;
  }

  /** Ends every schedule; nothing is delivered from now on. */
  stop(): void {
    this.#stopping.abort();
  }

  #deployRule(rule: EventRule): void {
    const { ruleArn, eventPattern, scheduleExpression, targetArns } = rule;
    if (eventPattern !== undefined) checkPattern(eventPattern);
    this.#rules.push(rule);
    if (scheduleExpression === undefined) return;
    const nextDue = readScheduleExpression(scheduleExpression);
    void this.#keepTime(nextDue, nextDue(this.#ports.clock.nowMs()), (atMs) => {
      const event = this.#eventOf({
        source: 'aws.events',
        detailType: 'Scheduled Event',
        resources: [ruleArn],
        detail: {},
        atMs,
      });
      for (const targetArn of targetArns) void this.#deliver(ruleArn, targetArn, event);
    });
  }

  #deploySchedule({ scheduleArn, scheduleExpression, targetArn, inputText }: EventSchedule): void {
    const nextDue = readScheduleExpression(scheduleExpression);
    const nowMs = this.#ports.clock.nowMs();
    const firstMs = scheduleExpression.startsWith('rate(') ? nowMs : nextDue(nowMs);
    void this.#keepTime(nextDue, firstMs, (atMs) => {
      const text = inputText
        .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn)
        .replaceAll('<aws.scheduler.scheduled-time>', eventTime(atMs))
        .replaceAll('<aws.scheduler.execution-id>', randomUuid(this.#ports.random))
        .replaceAll('<aws.scheduler.attempt-number>', '1');
      void this.#deliver(scheduleArn, targetArn, JSON.parse(text));
    });
  }

  #eventOf({ source, detailType, resources, detail, atMs }: EventEntry): CloudEvent {
    const { random, accountId, region } = this.#ports;
    return {
      version: '0',
      id: randomUuid(random),
      'detail-type': detailType,
      source,
      account: accountId,
      time: eventTime(atMs),
      region,
      resources,
      detail,
    };
  }

  async #deliver(ruleArn: string, targetArn: string, event: unknown): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    try {
      await this.#ports.invoke(targetArn, event);
    } catch (error) {
      // A target that was stopped together with the bus has not failed.
      if (signal.aborted) return;
      const why = error instanceof Error ? error.message : String(error);
      this.#ports.onFailedDelivery(`Cannot deliver an event of ${ruleArn} to ${targetArn}: ${why}`);
    }
  }

  async #keepTime(
    nextDue: NextDue,
    firstMs: number | undefined,
    fire: (atMs: number) => void,
  ): Promise<void> {
    let dueMs = firstMs;
    while (dueMs !== undefined && (await this.#sleepUntil(dueMs))) {
      fire(dueMs);
      dueMs = nextDue(dueMs);
    }
  }

  /** @returns Whether the time has come; `false` if the bus was stopped. */
  async #sleepUntil(dueMs: number): Promise<boolean> {
    const { clock } = this.#ports;
    const { signal } = this.#stopping;
    for (let leftMs = dueMs - clock.nowMs(); leftMs > 0; leftMs = dueMs - clock.nowMs()) {
      await clock.sleepMs(Math.min(leftMs, SLEEP_MS_MAX), signal).catch(() => undefined);
      if (signal.aborted) return false;
    }
    return !signal.aborted;
  }
}
