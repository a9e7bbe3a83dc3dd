import type { LocalCloud } from './local-cloud.ts';
import type { LocalCloudOptions } from './local-cloud-options.ts';

/** Options of a cloud on the real clock; everything has a default. */
export interface StartLocalCloudOptions extends Partial<LocalCloudOptions> {
  /** TCP port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
}

/** A running local cloud. */
export interface RunningLocalCloud {
  /** `http://127.0.0.1:<port>`, the endpoint of every service. */
  readonly endpoint: string;
  readonly cloud: LocalCloud;
  /** Closes the door and ends every execution environment. */
  stop(): Promise<void>;
}

/** Starts a local cloud on the system clock, with child processes and an HTTP door. */
export function startLocalCloud(_options: StartLocalCloudOptions = {}): Promise<RunningLocalCloud> {
  throw new Error('Cannot start a local cloud: it is not built yet');
}
