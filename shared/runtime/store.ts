/** The text under a key of a {@link Store}. */
interface StoredText {
  readonly text: string;
  /** Identifies this state of the object; opaque. */
  readonly etag: string;
}

/** The condition under which a write takes place. */
export type WriteCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'ifAbsent' }
  | { readonly kind: 'ifUnchanged'; readonly etag: string };

/** How a write ended. `refused`: its condition did not hold, and nothing was written. */
type WriteOutcome =
  | { readonly kind: 'written'; readonly etag: string }
  | { readonly kind: 'refused' };

/** Keeps everything that outlives a step: results, reports, the journal, large payloads. */
export interface Store {
  /** @returns `undefined` if there is nothing under the key. */
  read(key: string): Promise<StoredText | undefined>;
  write(
    key: string,
    text: string,
    options?: { readonly contentType?: string; readonly condition?: WriteCondition },
  ): Promise<WriteOutcome>;
  /** Deletes the text under a key; no error if there is none. */
  remove(key: string): Promise<void>;
  /** Lists all keys that start with the prefix, ascending; at most {@link LISTED_KEY_COUNT_MAX}. */
  list(prefix: string): Promise<readonly string[]>;
  /** Returns the address of an object for a person, such as `s3://bucket/key`. */
  uriOf(key: string): string;
}

/** Most keys that one listing returns; a run makes far fewer under any prefix. */
export const LISTED_KEY_COUNT_MAX = 10_000;

/** Most pages that one listing reads; a page may hold fewer keys than possible, or none. */
export const LISTED_PAGE_COUNT_MAX = 50;
