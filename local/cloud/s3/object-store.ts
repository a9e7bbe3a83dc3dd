import { createHash } from 'node:crypto';

/** An object as it was written. */
export interface StoredObject {
  readonly key: string;
  readonly body: Uint8Array;
  /** MD5 of the body in quotes, as S3 gives it for plain uploads. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  /** Headers that are returned as they were given: content type, metadata, … */
  readonly headers: Readonly<Record<string, string>>;
}

/** Objects of one bucket, by key. */
export type Bucket = Map<string, StoredObject>;

/** Buckets in memory. Every method is atomic: two callers never interleave within it. */
export class ObjectStore {
  readonly #buckets = new Map<string, { readonly createdMs: number; readonly objects: Bucket }>();

  createBucket(name: string, atMs: number): void {
    if (!this.#buckets.has(name)) this.#buckets.set(name, { createdMs: atMs, objects: new Map() });
  }

  /** Returns the objects of a bucket; `undefined` if there is no such bucket. */
  findBucket(name: string): Bucket | undefined {
    return this.#buckets.get(name)?.objects;
  }

  listBuckets(): readonly { readonly name: string; readonly createdMs: number }[] {
    return [...this.#buckets]
      .map(([name, bucket]) => ({ name, createdMs: bucket.createdMs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** Returns the keys of a bucket in the order of S3: by their UTF-8 bytes. */
export function sortedKeys(bucket: Bucket): readonly string[] {
  return [...bucket.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Returns the entity tag of a body, in quotes. */
export function entityTag(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
