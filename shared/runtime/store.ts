/** The text under a key of a {@link Store}. */
interface StoredText {
  readonly text: string;
  /** Names this very state of the object; opaque. */
  readonly etag: string;
}

/** What must hold for a write to take place. */
export type WriteCondition =
  | { readonly kind: 'always' }
  | { readonly kind: 'ifAbsent' }
  | { readonly kind: 'ifUnchanged'; readonly etag: string };

/** How a write ended. `refused`: its condition did not hold, and nothing was written. */
type WriteOutcome =
  | { readonly kind: 'written'; readonly etag: string }
  | { readonly kind: 'refused' };

/** Where everything that outlives a step is kept: results, reports, the journal, large payloads. */
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
  /** All keys that start with the prefix, ascending; at most {@link LISTED_KEY_COUNT_MAX}. */
  list(prefix: string): Promise<readonly string[]>;
  /** The address of an object as a person can use it, such as `s3://bucket/key`. */
  uriOf(key: string): string;
}

/** Keys that one listing returns at the most; a run makes far fewer under any prefix. */
export const LISTED_KEY_COUNT_MAX = 10_000;

/** Pages that one listing takes at the most; a page may hold fewer keys than it could, or none. */
export const LISTED_PAGE_COUNT_MAX = 50;
