import * as z from 'zod/mini';
import { parseContract } from '../../shared/contract/parse-contract.ts';
import type { TuningResult } from '../../shared/contract/tuning-result.ts';
import { parseFunctionReference } from '../../shared/core/function-reference.ts';
import { powerValueSchema } from '../../shared/core/power-value.ts';
import { readJsonText } from '../request/json-text.ts';
import { UsageError } from '../usage-error.ts';
import { wholeComparison, wholeResult } from '../whole-result.ts';
import { RefusalError } from './refusal.ts';

/** A size for a function, and where it comes from. */
export interface AdvisedSize {
  readonly functionName: string;
  /** `undefined` if the function was named without it. */
  readonly region: string | undefined;
  readonly memoryMb: number;
  /** What was deployed when the run began; `undefined` without a run. */
  readonly memoryMbBefore: number | undefined;
  /**
   * The run's whole result; `undefined` without a run, or if another version of the tuner wrote it.
   */
  readonly result: TuningResult | undefined;
}

/** The part of a result that is needed; results of other versions of the tuner have it, too. */
const resultSchema = z.object({
  functionArn: z.string(),
  powerValue: powerValueSchema,
  powerValueBefore: powerValueSchema,
  decision: z.object({ verdict: z.object({ kind: z.string(), text: z.string() }) }),
});

/**
 * Reads the size that a run advises.
 *
 * @param text A file with the result as JSON, the JSON itself, or `-` for standard input.
 * @throws {UsageError} If it is not a result.
 * @throws {RefusalError} If the run does not advise a change.
 */
export function readAdvisedSize(text: string): AdvisedSize {
  const value = readJsonText(text, 'RESULT');
  if (wholeComparison(value) !== undefined) {
    throw new UsageError(
      'Cannot take a size from RESULT: it must be the result of a run that tunes: this one compares two releases, as autotune gate does. Tune the function, or name the execution that did: autotune report NAME --json',
    );
  }
  if (isRecord(value) && !('decision' in value) && 'executionArn' in value) {
    throw new UsageError(
      'status' in value
        ? `Cannot take a size from RESULT: it must be the result of a run that succeeded: this one ended with ${value.status}`
        : 'Cannot take a size from RESULT: it must be the result of a run: this only names an execution, as autotune --no-wait prints it',
    );
  }
  const { functionArn, powerValue, powerValueBefore, decision } = parseContract(
    resultSchema,
    value,
    'RESULT as the result of a run',
  );
  if (decision.verdict.kind !== 'change') {
    throw new RefusalError(
      `Cannot change the source: the run must advise a change, and its verdict is "${decision.verdict.kind}": ${decision.verdict.text}`,
    );
  }
  return {
    ...namedFunction(functionArn, 'RESULT'),
    memoryMb: powerValue,
    memoryMbBefore: powerValueBefore,
    result: wholeResult(value),
  };
}

/**
 * Reads the name and the region of a function.
 *
 * @param option The option or argument that named it, for the message.
 * @throws {UsageError} If it is neither a name nor an ARN of a function.
 */
export function namedFunction(
  reference: string,
  option: string,
): Pick<AdvisedSize, 'functionName' | 'region'> {
  const parsed = parseFunctionReference(reference);
  if (parsed === undefined) {
    throw new UsageError(
      `Cannot read ${option} ${reference}: it must be the name or ARN of a function`,
    );
  }
  return { functionName: parsed.functionName, region: parsed.region };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
