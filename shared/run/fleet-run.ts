import type { Fleet, FleetItem } from '../contract/fleet.ts';
import { digestOf } from '../core/digest.ts';
import { parseFunctionReference } from '../core/function-reference.ts';

/** Longest part of a function's name in an execution's name, which has at most 80 characters. */
const NAME_LENGTH_MAX = 60;

/**
 * Returns the run of a function in a fleet. It is derived from fleet and function alone, so the
 * same run is never started twice, and any task can find it.
 */
export function fleetRunOf(
  { fleetId, stateMachineArn }: Fleet,
  { functionName }: FleetItem,
): { readonly name: string; readonly executionArn: string } {
  const readable = (parseFunctionReference(functionName)?.functionName ?? '').slice(
    0,
    NAME_LENGTH_MAX,
  );
  const name = `${readable}-${digestOf(`fleet ${fleetId} ${functionName}`).slice(0, 12)}`;
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return { name, executionArn };
}
