import * as z from 'zod/mini';
import { parseJson } from '../core/json.ts';
import { ContractError } from '../errors.ts';
import { parseContract } from './parse-contract.ts';

/**
 * Version of everything that outlives a run in the store. Increased when older code could misread
 * what newer code writes.
 */
const SCHEMA_VERSION = 1;

const versionedSchema = z.looseObject({
  /** Absent in what the first release wrote. */
  schemaVersion: z._default(z.int().check(z.gte(1)), 1),
});

/** Returns the text of an object that outlives the run which writes it. */
export function durableText(value: object): string {
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...value });
}

/**
 * Reads an object that an earlier run wrote.
 *
 * @throws {ContractError} If it is not JSON, does not have the agreed shape, or was written by a
 *   newer release.
 */
export function parseDurable<T>(schema: z.ZodMiniType<T>, text: string, what: string): T {
  const stored = parseJson(text);
  if (stored === undefined) {
    throw new ContractError(`Cannot read ${what}: it is not JSON`);
  }
  const { schemaVersion, ...value } = parseContract(versionedSchema, stored, what);
  if (schemaVersion > SCHEMA_VERSION) {
    throw new ContractError(
      `Cannot read ${what}: "schemaVersion" must be at most ${SCHEMA_VERSION}: current value is ${schemaVersion}: a newer release of the tuner wrote it`,
    );
  }
  return parseContract(schema, value, what);
}
