/** How a function's log group is written: `LoggingConfig.LogFormat` of Lambda. */
export type LogFormat = 'Text' | 'JSON';
