import { systemClock } from '../../shared/runtime/clock.ts';
import { systemRandom } from '../../shared/runtime/random.ts';
import { serveCloud } from './http-door.ts';
import { createProcessHost } from './lambda/process-host/process-host.ts';
import { createLocalCloud, type LocalCloud } from './local-cloud.ts';
import type { LocalCloudOptions } from './local-cloud-options.ts';

/** Options of a cloud on the real clock; everything has a default. */
interface StartLocalCloudOptions extends Partial<LocalCloudOptions> {
  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
}

/** A running local cloud. */
export interface RunningLocalCloud {
  /** `http://127.0.0.1:<port>`, the endpoint of every service. */
  readonly endpoint: string;
  readonly cloud: LocalCloud;
  /** Closes the HTTP endpoint and ends every execution environment. */
  stop(): Promise<void>;
}

/**
 * Starts a local cloud on the system clock, with child processes and an HTTP endpoint. Functions
 * get the endpoint in `AWS_ENDPOINT_URL`, so that their own AWS calls never leave the machine.
 *
 * @throws If the port is in use.
 */
export async function startLocalCloud({
  port = 0,
  ...options
}: StartLocalCloudOptions = {}): Promise<RunningLocalCloud> {
  let endpoint: string | undefined;
  const cloud = createLocalCloud({
    clock: systemClock,
    random: systemRandom,
    ...options,
    executionHost: options.executionHost ?? createProcessHost({ awsEndpoint: () => endpoint }),
  });
  const door = await serveCloud(cloud, { port }).catch(async (error: unknown) => {
    await cloud.stop();
    throw error;
  });
  endpoint = door.endpoint;
  return {
    endpoint,
    cloud,
    stop: async () => {
      await cloud.stop();
      await door.close();
    },
  };
}
