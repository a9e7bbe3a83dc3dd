import type { Store } from '../../shared/runtime/store.ts';

/** Returns a store in memory with the conditional writes of the real one. */
export function memoryStore(): Store & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  const etags = new Map<string, number>();
  let writeCount = 0;
  return {
    texts,
    read: async (key) => {
      const text = texts.get(key);
      return text === undefined ? undefined : { text, etag: String(etags.get(key)) };
    },
    write: async (key, text, { condition = { kind: 'always' } as const } = {}) => {
      const isAllowed =
        condition.kind === 'always' ||
        (condition.kind === 'ifAbsent' && !texts.has(key)) ||
        (condition.kind === 'ifUnchanged' && condition.etag === String(etags.get(key)));
      if (!isAllowed) return { kind: 'refused' };
      writeCount += 1;
      texts.set(key, text);
      etags.set(key, writeCount);
      return { kind: 'written', etag: String(writeCount) };
    },
    remove: async (key) => {
      texts.delete(key);
    },
    list: async (prefix) => [...texts.keys()].filter((key) => key.startsWith(prefix)).toSorted(),
    uriOf: (key) => `memory://${key}`,
  };
}
