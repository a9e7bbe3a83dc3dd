/** Which deployment of the tuner a command is about, as `parseArgs` takes it. */
export const ACCOUNT_FLAGS = {
  stage: { type: 'string' },
  'state-machine': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
} as const;
