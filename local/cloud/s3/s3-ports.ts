import type { Clock } from '../../../shared/runtime/clock.ts';
import type { ObjectStore } from './object-store.ts';

/** What the operations of S3 work with. */
export interface S3Ports {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly region: string;
}
