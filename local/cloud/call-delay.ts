import type { ServiceCall } from './cloud-service.ts';
import type { CloudSettings } from './local-cloud-options.ts';

/** Returns the delay that is added to a call, in milliseconds. */
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

/** Uniformly distributed between the two bounds. */
function controlPlaneDelayMs(settings: CloudSettings): number {
  const { controlPlaneDelayMs: min, controlPlaneDelayMsMax: max = min, random } = settings;
  return max > min ? min + random() * (max - min) : min;
}
