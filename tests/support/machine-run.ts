import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type {
  StateDefinition,
  StateMachineDefinition,
} from '../../local/workflow/engine/definition.ts';
import type { ExecutionResult } from '../../local/workflow/engine/execution-result.ts';
import { StateError } from '../../local/workflow/engine/state-error.ts';
import { StateMachineExecution } from '../../local/workflow/engine/state-machine-execution.ts';
import type { TaskWork } from '../../local/workflow/engine/task-attempt.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** ARN of the Lambda function that tests run. */
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:work';

/** Options of an execution in a test. */
export interface MachineTest {
  readonly input?: unknown;
  /** The work of every task; takes no time unless it waits on the clock. */
  runTask?(work: TaskWork, clock: VirtualClock): unknown;
  /** Called for each event, with a function that stops the execution. */
  onEvent?(event: HistoryEvent, stop: () => void): void;
  readonly random?: () => number;
}

/** Outcome of an execution. */
export interface FinishedMachine {
  readonly result: ExecutionResult;
  readonly events: readonly HistoryEvent[];
  readonly durationMs: number;
  /** When the last timer that it had set ended, milliseconds after its start. */
  readonly idleAtMs: number;
}

/** Runs a state machine to its end, in virtual time. */
export async function runMachine(
  definition: StateMachineDefinition,
  { input = {}, runTask = () => null, onEvent, random = seededRandom(1) }: MachineTest = {},
): Promise<FinishedMachine> {
  const clock = new VirtualClock(0);
  const execution = new StateMachineExecution(definition, {
    clock,
    random,
    region: 'us-east-1',
    runTask: async (work) => runTask(work, clock),
    onEvent: (event) => onEvent?.(event, () => execution.stop()),
  });
  execution.start({
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
    name: 'run',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
    roleArn: 'arn:aws:iam::123456789012:role/machine',
    input,
  });
  const result = await clock.runUntil(execution.result);
  const durationMs = clock.nowMs();
  await clock.runAll();
  return { result, events: execution.history.events, durationMs, idleAtMs: clock.nowMs() };
}

/** Runs one state. */
export function runState(state: StateDefinition, test?: MachineTest): Promise<FinishedMachine> {
  return runMachine({ StartAt: 'Work', States: { Work: { End: true, ...state } } }, test);
}

/** Renders each event as a line `id previousId type`. */
export function chainOf(events: readonly HistoryEvent[]): readonly string[] {
  return events.map(({ id, previousEventId, type }) => `${id} ${previousEventId} ${type}`);
}

/** Returns the failure of a Lambda function, as Step Functions reports it. */
export function failedLambda(errorType: string, errorMessage = 'it failed'): StateError {
  return new StateError(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }));
}
