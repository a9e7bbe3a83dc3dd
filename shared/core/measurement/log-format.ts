import * as z from 'zod/mini';

/** Format of a function's log: `LoggingConfig.LogFormat` of Lambda. */
export const logFormatSchema = z.enum(['Text', 'JSON']);

/** Format of a function's log, and so of a REPORT: a line of text, or a JSON event. */
export type LogFormat = z.infer<typeof logFormatSchema>;
