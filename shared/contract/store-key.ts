import type { Run } from './run.ts';

/*
 * All keys of the store. They are in one place because the bucket's lifecycle rules and the roles
 * in serverless.yml use these prefixes.
 */

/** Key of a run's event that is too large to travel in the state. Removed when the run ends. */
export function payloadKey(runId: string): string {
  return `payloads/${runId}.json`;
}

/** Prefix of all journal entries of a run. */
export function journalPrefix(runId: string): string {
  return `${JOURNAL_PREFIX}${runId}/`;
}

/**
 * Key of a clone's journal entry, by the name of its tier. One object each, so that parallel tiers
 * never contend.
 */
export function journalKey(runId: string, tierName: string): string {
  return `${journalPrefix(runId)}${tierName}.json`;
}

/** Prefix of the journal entries of all runs. */
export const JOURNAL_PREFIX = 'journal/';

/** Prefix of the leases of all functions. */
export const LEASE_PREFIX = 'leases/';

/** Key of the pace at which all runs together make and delete functions. */
export const CONTROL_PLANE_PACE_KEY = 'pace/control-plane.json';

/** Key of a circuit breaker's state. */
export function breakerKey(name: string): string {
  return `breakers/${name}.json`;
}

/** Key of a function's lease. */
export function leaseKey(functionArn: string): string {
  const [, , , region, , , functionName] = functionArn.split(':');
  return `${LEASE_PREFIX}${region}/${functionName}.json`;
}

/** Returns the function whose lease is stored under a key. */
export function functionNameOfLease(key: string): string {
  return key.replace(/^.*\/(.*)\.json$/, '$1');
}

/** Key of a run's measurements while it is under way. */
export function progressKey(run: Run, name: string): string {
  return `progress/${run.runId}/${name}.json`;
}

/** Key of a run's hold, while it lacks concurrency. */
export function holdKey(runId: string): string {
  return `progress/${runId}/hold.json`;
}

/** Key of the answer to a question, for the same question asked again. */
export function resultKey(fingerprint: string): string {
  return `results/${fingerprint}.json`;
}

/** Key of a model's answer to a brief. */
export function reasoningKey(fingerprint: string): string {
  return `reasoning/${fingerprint}.json`;
}

/** Key of a model's observed behaviour. */
export function modelTraitsKey(modelDigest: string): string {
  return `reasoning/models/${modelDigest}.json`;
}

/** Key of the production picture of a function. */
export function productionKey(digest: string): string {
  return `production/${digest}.json`;
}

/** Key of the report of a run, in the form that its suffix names. */
export function reportKey(functionName: string, runId: string, suffix: 'json' | 'html'): string {
  return `runs/${functionName}/${runId}.${suffix}`;
}

/** Key of a function's latest run, for the report of the next one. */
export function latestRunKey(functionArn: string): string {
  const [, , , region, , , functionName] = functionArn.split(':');
  return `runs/${functionName}/latest-${region}.json`;
}

/** Key of the CodeDeploy hook for which a run was started, by the name of its execution. */
export function hookKey(executionName: string): string {
  return `hooks/${executionName}.json`;
}

/** Prefix of everything that belongs to a fleet. */
function fleetPrefix(fleetId: string): string {
  return `fleets/${fleetId}/`;
}

/** Key of a fleet's plan. */
export function fleetPlanKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}plan.json`;
}

/** Key of what is known about the functions of a fleet before it is planned. */
export function fleetPlanningKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}planning.json`;
}

/** Key of the functions of a fleet, as the Map of the state machine reads them. */
export function fleetItemsKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}items.json`;
}

/** Key of a fleet's ledger. */
export function fleetLedgerKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}ledger.json`;
}

/**
 * Key of the outcome of a function in a fleet. One object each, so that parallel runs never
 * contend.
 */
export function fleetRowKey(fleetId: string, position: number): string {
  return `${fleetPrefix(fleetId)}rows/${position}.json`;
}

/** Key of the rows that a fleet's report has read so far. */
export function fleetReportingKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}reporting.json`;
}

/** Key of the report of a fleet, in the form that its suffix names. */
export function fleetReportKey(fleetId: string, suffix: 'json' | 'html' | 'md'): string {
  return `${fleetPrefix(fleetId)}report.${suffix}`;
}
