import { Worker } from 'node:worker_threads';

const THREAD_COUNT = 4;

/** Threads are started once, with the execution environment, and kept for all invocations. */
const threads = Array.from(
  { length: THREAD_COUNT },
  () => new Worker(new URL('./count-primes.mjs', import.meta.url)),
);

/** CPU-bound on several threads: counts the primes of a range, a slice on each thread. */
export async function handler({ from, to }) {
  const slice = Math.ceil((to - from) / THREAD_COUNT);
  const counts = await Promise.all(
    threads.map((thread, index) => {
      const start = from + index * slice;
      return countPrimes(thread, start, Math.min(start + slice, to));
    }),
  );
  return { primeCount: counts.reduce((sum, count) => sum + count, 0) };
}

function countPrimes(thread, from, to) {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.postMessage({ from, to });
  });
}
