import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventBus } from '../../../../../local/cloud/events/event-bus.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const START_MS = Date.UTC(2027, 0, 15);
const RULE_ARN = 'arn:aws:events:us-east-1:123456789012:rule/Hourly';
const SCHEDULE_ARN = 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/Weekly';

interface Delivery {
  readonly targetArn: string;
  readonly event: unknown;
  readonly afterMs: number;
}

let clock: VirtualClock;
let deliveries: Delivery[];
let failures: string[];
let bus: EventBus;

beforeEach(() => {
  clock = new VirtualClock(START_MS);
  deliveries = [];
  failures = [];
  bus = new EventBus({
    clock,
    random: () => 0.5,
    accountId: '123456789012',
    region: 'us-east-1',
    invoke: async (targetArn, event) => {
      deliveries.push({ targetArn, event, afterMs: clock.nowMs() - START_MS });
      if (targetArn === 'broken') throw new Error('it is broken');
    },
    onFailedDelivery: (message) => failures.push(message),
  });
});

afterEach(() => bus.stop());

const letPass = (durationMs: number) => clock.runUntil(clock.sleepMs(durationMs));

describe('EventBus', () => {
  it('delivers an event to every target of every rule that it matches', async () => {
    bus.deploy({
      rules: [
        { ruleArn: RULE_ARN, eventPattern: { source: ['shop'] }, targetArns: ['one', 'two'] },
        { ruleArn: RULE_ARN, eventPattern: { source: ['bank'] }, targetArns: ['three'] },
      ],
      schedules: [],
    });

    const id = bus.put({
      source: 'shop',
      detailType: 'Sale',
      resources: ['arn:shop'],
      detail: { price: 1 },
      atMs: START_MS + 1_234,
    });

    expect(deliveries.map(({ targetArn }) => targetArn)).toEqual(['one', 'two']);
    expect(deliveries[0]?.event).toEqual({
      version: '0',
      id,
      'detail-type': 'Sale',
      source: 'shop',
      account: '123456789012',
      time: '2027-01-15T00:00:01Z',
      region: 'us-east-1',
      resources: ['arn:shop'],
      detail: { price: 1 },
    });
  });

  it('fires a scheduled rule each time that a period is over', async () => {
    bus.deploy({
      rules: [{ ruleArn: RULE_ARN, scheduleExpression: 'rate(1 hour)', targetArns: ['sweep'] }],
      schedules: [],
    });

    await letPass(7_300_000);

    expect(deliveries.map(({ afterMs }) => afterMs)).toEqual([3_600_000, 7_200_000]);
    expect(deliveries[1]?.event).toMatchObject({
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      time: '2027-01-15T02:00:00Z',
      resources: [RULE_ARN],
      detail: {},
    });
  });

  it('fires a schedule with a rate at once, and fills in its input', async () => {
    bus.deploy({
      rules: [],
      schedules: [
        {
          scheduleArn: SCHEDULE_ARN,
          scheduleExpression: 'rate(7 days)',
          targetArn: 'dispatch',
          inputText:
            '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>","try":<aws.scheduler.attempt-number>}',
        },
      ],
    });

    await letPass(8 * 86_400_000);

    expect(deliveries.map(({ event }) => event)).toEqual([
      { at: '2027-01-15T00:00:00Z', by: SCHEDULE_ARN, try: 1 },
      { at: '2027-01-22T00:00:00Z', by: SCHEDULE_ARN, try: 1 },
    ]);
  });

  it('waits for the first time of a schedule with a cron expression', async () => {
    const scheduleExpression = 'cron(0 3 ? * * *)';
    const schedule = { scheduleArn: SCHEDULE_ARN, targetArn: 'dispatch', inputText: '{}' };
    bus.deploy({ rules: [], schedules: [{ ...schedule, scheduleExpression }] });

    await letPass(86_400_000);

    expect(deliveries.map(({ afterMs }) => afterMs)).toEqual([10_800_000]);
  });

  it('reports each failed delivery, and goes on', async () => {
    bus.deploy({
      rules: [
        { ruleArn: RULE_ARN, scheduleExpression: 'rate(1 day)', targetArns: ['broken', 'sweep'] },
      ],
      schedules: [],
    });

    await letPass(86_500_000);

    expect(deliveries.map(({ targetArn }) => targetArn)).toEqual(['broken', 'sweep']);
    expect(failures).toEqual([`Cannot deliver an event of ${RULE_ARN} to broken: it is broken`]);
  });

  it('delivers nothing and leaves no timer once it is stopped', async () => {
    bus.deploy({
      rules: [
        {
          ruleArn: RULE_ARN,
          eventPattern: { source: ['shop'] },
          scheduleExpression: 'rate(1 minute)',
          targetArns: ['sweep'],
        },
      ],
      schedules: [],
    });

    bus.stop();
    bus.put({ source: 'shop', detailType: 'Sale', resources: [], detail: {}, atMs: START_MS });
    await clock.runAll();

    expect(deliveries).toEqual([]);
  });

  it('refuses a rule with an unknown pattern or schedule', () => {
    const targetArns = ['sweep'];
    const deploy = (rule: object) =>
      bus.deploy({ rules: [{ ruleArn: RULE_ARN, targetArns, ...rule }], schedules: [] });

    expect(() => deploy({ eventPattern: { a: [{ cidr: 'x' }] } })).toThrow('event pattern');
    expect(() => deploy({ scheduleExpression: 'at(noon)' })).toThrow('at(noon)');
  });
});
