/**
 * What Node.js 20 lacks of what the project uses. The build of the npm package loads it before all
 * else; Node.js 22 and later have everything but URL.parse (22.1), and nothing is replaced there.
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

// The SDK says, in each process, that versions from 2027 on need Node.js 22; this one is bundled.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const { styleText } = util;
const [major = 0] = process.versions.node.split('.').map(Number);

// Up to Node.js 22.12, colours were written to files and pipes, too.
if (major < 22) {
  util.styleText = (format, text, options) =>
    options?.validateStream === false || (process.stdout.isTTY && !process.env.NO_COLOR)
      ? styleText(format, text)
      : text;
  syncBuiltinESMExports();
}
