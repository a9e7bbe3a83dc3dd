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

  /** Number of the next version of a layer. */
  nextNumber(layerArn: string): number {
    const numbers = [...this.#versions.values()]
      .filter((version) => version.layerArn === layerArn)
      .map(({ number }) => number);
    return Math.max(0, ...numbers) + 1;
  }

  add(version: LayerVersion): void {
    this.#versions.set(version.code.layerVersionArn, version);
  }

  /** Finds a version by its ARN, number included. */
  find(layerVersionArn: string): LayerVersion | undefined {
    return this.#versions.get(layerVersionArn);
  }
}
