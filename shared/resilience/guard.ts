/**
 * Stands before a dependency that a run can do without: lets a call through, or refuses it at once
 * while the dependency is known to be down.
 *
 * @param name The dependency, such as `bedrock`.
 */
export type Guard = <T>(name: string, call: () => Promise<T>) => Promise<T>;
