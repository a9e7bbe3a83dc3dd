/**
 * Guards a dependency that a run can do without: passes a call on, or rejects it at once while the
 * dependency is known to be down.
 *
 * @param name Name of the dependency, such as `bedrock`.
 */
export type Guard = <T>(name: string, call: () => Promise<T>) => Promise<T>;
