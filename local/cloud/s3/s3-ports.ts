import type { Clock } from '../../../shared/runtime/clock.ts';
import type { ObjectStore } from './object-store.ts';

/** Dependencies of the S3 operations. */
export interface S3Ports {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly region: string;
}
