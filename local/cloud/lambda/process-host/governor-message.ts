/** What the governor is told. A group id is the process id of the group's first process. */
export type GovernorCommand =
  /** Watch the memory of a process group; with a share, also hold it to that share of a CPU. */
  | {
      readonly kind: 'watch';
      readonly groupId: number;
      /** vCPUs; infinite for no limit. */
      readonly vcpuShare: number;
      readonly memoryMb: number;
    }
  /** Leave a process group alone, and running. */
  | { readonly kind: 'release'; readonly groupId: number }
  | { readonly kind: 'stop' };

/** What the worker thread is started with. */
export interface GovernorSettings {
  /** Bumped and notified after each command, so that the sleeping worker wakes. */
  readonly wakeCounter: Int32Array;
  readonly pageBytes: number;
}
