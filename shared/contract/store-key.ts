import type { Run } from './run.ts';

/*
 * Where everything lies in the store. One place, because the bucket's lifecycle rules and the
 * roles in serverless.yml go by these prefixes.
 */

/** The event of a run that is too large to travel in the state. Removed when the run ends. */
export function payloadKey(runId: string): string {
  return `payloads/${runId}.json`;
}

/** All journal entries of a run. */
export function journalPrefix(runId: string): string {
  return `${JOURNAL_PREFIX}${runId}/`;
}

/**
 * The journal entry of one clone, by the name of its tier. One object each, so that parallel tiers
 * never contend.
 */
export function journalKey(runId: string, tierName: string): string {
  return `${journalPrefix(runId)}${tierName}.json`;
}

/** Journal entries of all runs. */
export const JOURNAL_PREFIX = 'journal/';

/** Leases of all functions. */
export const LEASE_PREFIX = 'leases/';

/** The pace at which all runs together make and delete functions. */
export const CONTROL_PLANE_PACE_KEY = 'pace/control-plane.json';

/** How a circuit breaker stands. */
export function breakerKey(name: string): string {
  return `breakers/${name}.json`;
}

/** Who tunes a function at the moment. */
export function leaseKey(functionArn: string): string {
  const [, , , region, , , functionName] = functionArn.split(':');
  return `${LEASE_PREFIX}${region}/${functionName}.json`;
}

/** The function whose lease lies under a key. */
export function functionNameOfLease(key: string): string {
  return key.replace(/^.*\/(.*)\.json$/, '$1');
}

/** What a run measured, while it is under way. */
export function progressKey(run: Run, name: string): string {
  return `progress/${run.runId}/${name}.json`;
}

/** Until when a run is held back for want of concurrency. */
export function holdKey(runId: string): string {
  return `progress/${runId}/hold.json`;
}

/** The answer to a question, for the same question asked again. */
export function resultKey(fingerprint: string): string {
  return `results/${fingerprint}.json`;
}

/** What a model answered to a brief. */
export function reasoningKey(fingerprint: string): string {
  return `reasoning/${fingerprint}.json`;
}

/** What a model was seen to need. */
export function modelTraitsKey(modelDigest: string): string {
  return `reasoning/models/${modelDigest}.json`;
}

/** The production picture of a function. */
export function productionKey(digest: string): string {
  return `production/${digest}.json`;
}

/** The report of a run, in the form that its suffix names. */
export function reportKey(functionName: string, runId: string, suffix: 'json' | 'html'): string {
  return `runs/${functionName}/${runId}.${suffix}`;
}

/** What the latest run of a function came to, for the report of the next one. */
export function latestRunKey(functionArn: string): string {
  const [, , , region, , , functionName] = functionArn.split(':');
  return `runs/${functionName}/latest-${region}.json`;
}

/** Which hook of CodeDeploy a run was started for, by the name of its execution. */
export function hookKey(executionName: string): string {
  return `hooks/${executionName}.json`;
}

/** Where everything of a fleet lies. */
function fleetPrefix(fleetId: string): string {
  return `fleets/${fleetId}/`;
}

/** What a fleet was planned with. */
export function fleetPlanKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}plan.json`;
}

/** What is known of the functions of a fleet before it is planned. */
export function fleetPlanningKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}planning.json`;
}

/** The functions of a fleet, as the Map of the state machine reads them. */
export function fleetItemsKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}items.json`;
}

/** Where the budget of a fleet is. */
export function fleetLedgerKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}ledger.json`;
}

/** How it went with a function of a fleet. One object each, so that parallel runs never contend. */
export function fleetRowKey(fleetId: string, position: number): string {
  return `${fleetPrefix(fleetId)}rows/${position}.json`;
}

/** The rows of a fleet, as far as its report has read them. */
export function fleetReportingKey(fleetId: string): string {
  return `${fleetPrefix(fleetId)}reporting.json`;
}

/** The report of a fleet, in the form that its suffix names. */
export function fleetReportKey(fleetId: string, suffix: 'json' | 'html' | 'md'): string {
  return `${fleetPrefix(fleetId)}report.${suffix}`;
}
