import { isDeepStrictEqual } from 'node:util';
import type { FunctionRecord, VersionRecord } from './function-record.ts';
import type { LambdaPorts } from './lambda-ports.ts';

/**
 * Freezes `$LATEST` as a new version, or returns the last one if nothing has changed since.
 *
 * @param description Description of the version; if empty, the function's own is used.
 */
export function publishVersionOf(
  record: FunctionRecord,
  description: string,
  ports: LambdaPorts,
): VersionRecord {
  const settings =
    description === '' ? record.latest.settings : { ...record.latest.settings, description };
  const last = [...record.versions.values()].at(-1);
  if (last !== undefined && isDeepStrictEqual(last.settings, settings)) return last;

  const nowMs = ports.settings.clock.nowMs();
  const version: VersionRecord = {
    version: ports.functions.takeVersionNumber(record.name),
    settings,
    runningSettings: settings,
    runtimeVersion: record.latest.runtimeVersion,
    runtimeUpdateMode: record.latest.runtimeUpdateMode,
    generation: 0,
    revisionId: ports.functions.newRevisionId(),
    lastModifiedMs: nowMs,
    // A version published by CreateFunction becomes Active no earlier than the function itself.
    activeAtMs: Math.max(record.latest.activeAtMs ?? 0, nowMs + ports.settings.updatePendingMs),
    updatedAtMs: undefined,
  };
  record.versions.set(version.version, version);
  record.latest.revisionId = ports.functions.newRevisionId();
  return version;
}
