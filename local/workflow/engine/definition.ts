/** A rule of Retry. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** What a state, or a rule of its Catch or Choices, passes on; each value may hold expressions. */
export interface Transition {
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Output?: unknown;
  readonly Next?: string;
}

/** A rule of Catch. */
export interface Catcher extends Transition {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}

/** A rule of a Choice. */
interface ChoiceRule extends Transition {
  readonly Condition: string;
  readonly Next: string;
}

/** A state of a definition in JSONata, with the fields that this engine knows. */
export interface StateDefinition extends Transition {
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Map' | 'Succeed' | 'Fail';
  readonly End?: boolean;
  readonly Resource?: unknown;
  readonly Arguments?: unknown;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;
  readonly Seconds?: unknown;
  readonly Items?: unknown;
  readonly ItemSelector?: unknown;
  /** A number, or an expression that returns one. */
  readonly MaxConcurrency?: unknown;
  readonly ItemProcessor?: ItemProcessor;
  readonly ItemReader?: { readonly Resource: unknown; readonly Arguments: unknown };
  readonly ToleratedFailurePercentage?: number;
  readonly Label?: string;
  readonly Error?: unknown;
  readonly Cause?: unknown;
}

/** What a Map does with each of its items. */
interface ItemProcessor extends StateMachineDefinition {
  readonly ProcessorConfig?: { readonly Mode: 'INLINE' | 'DISTRIBUTED' };
}

/** A state machine in JSONata. */
export interface StateMachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly TimeoutSeconds?: number;
}
