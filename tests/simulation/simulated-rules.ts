import { EventBus } from '../../local/cloud/events/event-bus.ts';
import { statusChangeEvent } from '../../local/cloud/states/status-change-event.ts';
import { seededRandom } from '../support/seeded-random.ts';
import type { SimulatedAccount } from './simulated-account.ts';

/** The deployed rules, active in a simulated account. */
interface SimulatedRules {
  readonly bus: EventBus;
  /** One message for each event that could not be delivered. */
  readonly failedDeliveries: readonly string[];
  /** Number of runs of each function, by its key in serverless.yml. */
  readonly runCounts: ReadonlyMap<string, number>;
}

/**
 * Deploys the rules, which other simulations do not have. Their schedules continue until the bus is
 * stopped.
 */
export function deployRules(account: SimulatedAccount): SimulatedRules {
  const { clock, deployment, directory } = account;
  const failedDeliveries: string[] = [];
  const runCounts = new Map<string, number>();
  const bus = new EventBus({
    clock,
    random: seededRandom(1),
    accountId: deployment.accountId,
    region: deployment.region,
    invoke: async (targetArn, event) => {
      const key = deployment.functions.find(({ functionArn }) => functionArn === targetArn)?.key;
      if (key === undefined) throw new RangeError(`Cannot run ${targetArn}: it is not deployed`);
      runCounts.set(key, (runCounts.get(key) ?? 0) + 1);
      await account.runFunction(key, event);
    },
    onFailedDelivery: (message) => failedDeliveries.push(message),
  });
  bus.deploy(deployment);
  directory.onStatusChange = (record) => bus.put(statusChangeEvent(record));
  return { bus, failedDeliveries, runCounts };
}
