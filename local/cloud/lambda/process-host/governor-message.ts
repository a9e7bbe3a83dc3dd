/** Commands to the governor. A group id is the process id of the group's first process. */
export type GovernorCommand =
  /** Limits the memory of a process group, and its CPU time unless the share is infinite. */
  | {
      readonly kind: 'watch';
      readonly groupId: number;
      /** vCPUs; infinite for no limit. */
      readonly vcpuShare: number;
      readonly memoryMb: number;
    }
  /** Stops watching a process group and lets it run. */
  | { readonly kind: 'release'; readonly groupId: number }
  | { readonly kind: 'stop' };

/** Settings of the worker thread. */
export interface GovernorSettings {
  /** Incremented and notified after each command, to wake the sleeping worker. */
  readonly wakeCounter: Int32Array;
  readonly pageBytes: number;
}
