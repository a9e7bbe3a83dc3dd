import type { ServiceCall } from './cloud-service.ts';
import type { CloudSettings } from './local-cloud-options.ts';

/** How long a call takes beside what it does, in milliseconds. */
export function callDelayMs(
  signingName: string,
  { action, isDataPlane }: ServiceCall,
  settings: CloudSettings,
): number {
  if (isDataPlane) return settings.dataPlaneDelayMs;
  if (signingName === 's3') return settings.objectDelayMs ?? controlPlaneDelayMs(settings);
  return action === 'DeleteFunction' && settings.deletionDelayMs !== undefined
    ? settings.deletionDelayMs
    : controlPlaneDelayMs(settings);
}

/** Anything between the two bounds, equally likely. */
function controlPlaneDelayMs(settings: CloudSettings): number {
  const { controlPlaneDelayMs: min, controlPlaneDelayMsMax: max = min, random } = settings;
  return max > min ? min + random() * (max - min) : min;
}
