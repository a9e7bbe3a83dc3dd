/**
 * Adds what the project uses and Node.js 20 lacks. The npm package loads this module before
 * anything else. Node.js 22.1 and later have everything (22.0 lacks URL.parse), and nothing is
 * replaced.
 */
import { syncBuiltinESMExports } from 'node:module';
import util from 'node:util';

Promise.withResolvers ??= function withResolvers<T>() {
  const parts: Partial<PromiseWithResolvers<T>> = {};
  const promise = new Promise<T>((resolve, reject) => {
    parts.resolve = resolve;
    parts.reject = reject;
  });
  return { ...parts, promise } as PromiseWithResolvers<T>;
};

Map.groupBy ??= function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K) {
  const groups = new Map<K, T[]>();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};

URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);

// The SDK warns in each process that its versions from 2027 on need Node.js 22; ours is bundled.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { styleText } = util;
const [major = 0] = process.versions.node.split('.').map(Number);

// Before Node.js 22.13, styleText wrote colours to files and pipes, too.
if (major < 22) {
  util.styleText = (format, text, options) =>
    options?.validateStream === false || (process.stdout.isTTY && !process.env.NO_COLOR)
      ? styleText(format, text)
      : text;
  syncBuiltinESMExports();
}
