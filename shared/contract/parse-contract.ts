import * as z from 'zod/mini';
import { ContractError } from '../errors.ts';

/*
 * A schema is named `xSchema`, and the type inferred from it `X`. It is defined where its shape
 * belongs: in the core beside the code that uses it, or here if it crosses a state boundary or is
 * stored.
 */

/**
 * Parses a value that crosses a state boundary.
 *
 * @param what Name of the payload in an error, such as `input of MeasureTier`.
 * @throws {ContractError} If it does not have the agreed shape; lists every problem.
 */
export function parseContract<T>(schema: z.ZodMiniType<T>, value: unknown, what: string): T {
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) {
    throw new ContractError(
      `Cannot read ${what}: ${describeProblems(parsed.error.issues, value).join('; ')}`,
    );
  }
  return parsed.data;
}

/**
 * Describes each problem in one sentence: where it is, what must hold, and the value that was
 * found.
 */
export function describeProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => `"${pathText([...issue.path, key])}" is not a known field`);
    }
    const found = valueAt(value, issue.path);
    const text = issue.message === '' ? `must be of another kind (${issue.code})` : issue.message;
    return `${issue.path.length === 0 ? 'the whole' : `"${pathText(issue.path)}"`} ${text}: current value is ${excerpt(found)}`;
  });
}

const EXCERPT_LENGTH_MAX = 80;

/** Returns a short, single-line form of any value. */
function excerpt(value: unknown): string {
  const text = value === undefined ? 'absent' : (JSON.stringify(value) ?? typeof value);
  return text.length > EXCERPT_LENGTH_MAX ? `${text.slice(0, EXCERPT_LENGTH_MAX)}…` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null
        ? (parent as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}
