import type { LayerCode } from './execution-host.ts';

/** A layer version published in the local cloud. */
export interface LayerVersion {
  readonly layerArn: string;
  readonly number: number;
  readonly description: string;
  readonly createdMs: number;
  readonly compatibleRuntimes: readonly string[];
  readonly code: LayerCode;
}

/** Layers of the account. */
export class LayerStore {
  readonly #versions = new Map<string, LayerVersion>();
  readonly #deletedArns = new Set<string>();

  /** Number of the next version of a layer. */
  nextNumber(layerArn: string): number {
    const numbers = this.all()
      .filter((version) => version.layerArn === layerArn)
      .map(({ number }) => number);
    return Math.max(0, ...numbers) + 1;
  }

  add(version: LayerVersion): void {
    this.#versions.set(version.code.layerVersionArn, version);
  }

  /** Deletes a version: functions that have it keep it, and none can be given it any more. */
  delete(layerVersionArn: string): void {
    this.#deletedArns.add(layerVersionArn);
  }

  /** Finds a version by its ARN, number included. */
  find(layerVersionArn: string): LayerVersion | undefined {
    return this.#deletedArns.has(layerVersionArn) ? undefined : this.content(layerVersionArn);
  }

  /** Every version, deleted or not. */
  all(): readonly LayerVersion[] {
    return [...this.#versions.values()];
  }

  /** What functions that have a version run, deleted or not. */
  content(layerVersionArn: string): LayerVersion | undefined {
    return this.#versions.get(layerVersionArn);
  }
}
