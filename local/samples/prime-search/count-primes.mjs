import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ from, to }) => {
  let count = 0;
  for (let candidate = from; candidate < to; candidate++) {
    if (isPrime(candidate)) {
      count++;
    }
  }
  parentPort.postMessage(count);
});

function isPrime(candidate) {
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) {
    if (candidate % divisor === 0) {
      return false;
    }
  }
  return candidate > 1;
}
