/** Flags that select a deployment of the tuner, in the form that `parseArgs` takes. */
export const ACCOUNT_FLAGS = {
  stage: { type: 'string' },
  'state-machine': { type: 'string' },
  region: { type: 'string' },
  endpoint: { type: 'string' },
} as const;
