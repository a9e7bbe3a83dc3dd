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

  /** Returns the number of a layer's next version. */
  nextNumber(layerArn: string): number {
    const numbers = this.all()
      .filter((version) => version.layerArn === layerArn)
      .map(({ number }) => number);
    return Math.max(0, ...numbers) + 1;
  }

  add(version: LayerVersion): void {
    this.#versions.set(version.code.layerVersionArn, version);
  }

  /** Deletes a version: functions that use it keep it, but no function can add it any more. */
  delete(layerVersionArn: string): void {
    this.#deletedArns.add(layerVersionArn);
  }

  /** Finds a version by its ARN, number included. */
  find(layerVersionArn: string): LayerVersion | undefined {
    return this.#deletedArns.has(layerVersionArn) ? undefined : this.content(layerVersionArn);
  }

  /** Returns every version, deleted or not. */
  all(): readonly LayerVersion[] {
    return [...this.#versions.values()];
  }

  /** Returns a version as the functions that use it run it, deleted or not. */
  content(layerVersionArn: string): LayerVersion | undefined {
    return this.#versions.get(layerVersionArn);
  }
}
