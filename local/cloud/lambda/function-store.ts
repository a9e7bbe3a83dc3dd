import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Random } from '../../../shared/runtime/random.ts';
import { ApiError } from '../wire/api-error.ts';
import { randomUuid } from '../wire/identifiers.ts';
import { type ArnScope, type FunctionIdentifier, functionArn } from './function-identifier.ts';
import type { AliasRecord, FunctionRecord, VersionRecord } from './function-record.ts';
import type { RuntimeVersion } from './runtime-version.ts';

/** The version that a qualifier resolves to. */
export interface ResolvedVersion {
  readonly record: FunctionRecord;
  readonly version: VersionRecord;
  readonly alias: AliasRecord | undefined;
}

/** The store's dependencies. */
interface FunctionStorePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly scope: ArnScope;
}

/**
 * All functions of the account. Their states depend on the clock; reading a function updates them.
 */
export class FunctionStore {
  readonly #functions = new Map<string, FunctionRecord>();
  /** Last version number by function name: numbers are never used again, even after a deletion. */
  readonly #lastVersionNumbers = new Map<string, number>();
  readonly #ports: FunctionStorePorts;

  constructor(ports: FunctionStorePorts) {
    this.#ports = ports;
  }

  /** @throws {ApiError} If the name is taken. */
  add(record: FunctionRecord): void {
    if (this.#functions.has(record.name)) {
      throw new ApiError(
        409,
        'ResourceConflictException',
        `Function already exist: ${record.name}`,
      );
    }
    this.#functions.set(record.name, record);
  }

  remove(name: string): void {
    this.#functions.delete(name);
  }

  /** Every function, by name. */
  list(): readonly FunctionRecord[] {
    const records = [...this.#functions.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const record of records) this.#settle(record);
    return records;
  }

  find(name: string): FunctionRecord | undefined {
    const record = this.#functions.get(name);
    if (record !== undefined) this.#settle(record);
    return record;
  }

  /** @throws {ApiError} If there is no such function. */
  require(identifier: FunctionIdentifier): FunctionRecord {
    const record = this.find(identifier.name);
    if (record === undefined) throw this.#notFound(identifier);
    return record;
  }

  /**
   * Finds the version that a qualifier names. An alias with weights resolves to one of its two
   * versions at random.
   *
   * @throws {ApiError} If there is no such function, version or alias.
   */
  requireVersion(identifier: FunctionIdentifier): ResolvedVersion {
    const record = this.require(identifier);
    const qualifier = identifier.qualifier ?? '$LATEST';
    const alias = record.aliases.get(qualifier);
    const versionNumber = alias === undefined ? qualifier : this.#chooseVersion(alias);
    const version =
      versionNumber === '$LATEST' ? record.latest : record.versions.get(versionNumber);
    if (version === undefined) throw this.#notFound(identifier);
    return { record, version, alias };
  }

  /** Assigns a new runtime release to every version with automatic runtime updates. */
  adoptRuntime(runtime: string, release: RuntimeVersion | undefined): void {
    for (const record of this.list()) {
      for (const version of [record.latest, ...record.versions.values()]) {
        if (version.settings.runtime !== runtime || version.runtimeUpdateMode !== 'Auto') continue;
        version.runtimeVersion = release;
        version.generation += 1;
      }
    }
  }

  /** Reserves the next version number of a function. */
  takeVersionNumber(name: string): string {
    const number = (this.#lastVersionNumbers.get(name) ?? 0) + 1;
    this.#lastVersionNumbers.set(name, number);
    return String(number);
  }

  newRevisionId(): string {
    return randomUuid(this.#ports.random);
  }

  #chooseVersion(alias: AliasRecord): string {
    const [further] = Object.entries(alias.additionalVersionWeights);
    if (further === undefined) return alias.functionVersion;
    const [version, weight] = further;
    return this.#ports.random() < weight ? version : alias.functionVersion;
  }

  #settle(record: FunctionRecord): void {
    const nowMs = this.#ports.clock.nowMs();
    for (const version of [record.latest, ...record.versions.values()]) {
      if (version.activeAtMs !== undefined && nowMs >= version.activeAtMs) {
        version.activeAtMs = undefined;
        version.revisionId = this.newRevisionId();
      }
      if (version.updatedAtMs !== undefined && nowMs >= version.updatedAtMs) {
        version.updatedAtMs = undefined;
        version.runningSettings = version.settings;
        version.generation += 1;
        version.revisionId = this.newRevisionId();
      }
    }
  }

  #notFound(identifier: FunctionIdentifier): ApiError {
    return new ApiError(
      404,
      'ResourceNotFoundException',
      `Function not found: ${functionArn(identifier, this.#ports.scope)}`,
    );
  }
}
