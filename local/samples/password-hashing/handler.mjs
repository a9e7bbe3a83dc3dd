import { randomBytes, scryptSync } from 'node:crypto';

/** CPU-bound on one thread: hashes a password as a sign-up would. */
export async function handler({ password, rounds }) {
  const salt = randomBytes(16);
  let hash = Buffer.from(password);
  for (let round = 0; round < rounds; round++) {
    hash = scryptSync(hash, salt, 64, { N: 16_384, r: 8, p: 1 });
  }
  return { hash: hash.toString('base64'), salt: salt.toString('base64') };
}
