/** Format of a function's log: `LoggingConfig.LogFormat` of Lambda. */
export type LogFormat = 'Text' | 'JSON';
