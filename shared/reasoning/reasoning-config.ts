import {
  amountOrNone,
  type Configured,
  NONE,
  requiredText,
  type VariableReader,
} from '../runtime/config.ts';

/** The model to ask, and its limits. */
export interface ModelConfig {
  /** Id of a foundation model or an inference profile. */
  readonly modelId: string;
  readonly region: string;
  /** `low`, `medium`, `high`, or absent for the model's own default. */
  readonly effort?: string;
  readonly tokensMax: number;
  readonly deadlineMsMax: number;
  /** USD per million tokens; absent if no price is configured. */
  readonly price?: { readonly inputUsd: number; readonly outputUsd: number };
}

const wholeNumber: VariableReader<number> = (text, name, problems) => {
  if (text === undefined || !/^\d+$/.test(text)) {
    problems.push(`"${name}" must be a whole number`);
  }
  return Number(text);
};

/** Environment variables that configure the model; for `defineTask`. */
export const MODEL_VARIABLES = {
  modelId: ['REASONING_MODEL_ID', requiredText],
  region: ['REASONING_REGION', requiredText],
  effort: ['REASONING_EFFORT', requiredText],
  tokensMax: ['REASONING_TOKENS_MAX', wholeNumber],
  deadlineMsMax: ['REASONING_DEADLINE_MS_MAX', wholeNumber],
  inputUsd: ['REASONING_INPUT_USD_PER_MILLION_TOKENS', amountOrNone],
  outputUsd: ['REASONING_OUTPUT_USD_PER_MILLION_TOKENS', amountOrNone],
} as const;

/** The values of {@link MODEL_VARIABLES}. */
export type ModelVariables = Configured<typeof MODEL_VARIABLES>;

/**
 * Reads the configuration of the model.
 *
 * @returns `undefined` if the tuner was deployed without a model; the rules then decide.
 */
export function modelConfigOf({
  modelId,
  region,
  effort,
  tokensMax,
  deadlineMsMax,
  inputUsd,
  outputUsd,
}: ModelVariables): ModelConfig | undefined {
  return modelId === NONE
    ? undefined
    : {
        modelId,
        region,
        ...(effort !== NONE && { effort }),
        tokensMax,
        deadlineMsMax,
        ...(inputUsd !== undefined &&
          outputUsd !== undefined && { price: { inputUsd, outputUsd } }),
      };
}
