/** The parts of a CloudFormation template that a stack follows. */
export interface StackTemplate {
  readonly Description?: string;
  readonly Parameters: Readonly<Record<string, { readonly Default?: string | number }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** A stack as CloudFormation keeps it. */
export interface ScriptedStack {
  readonly id: string;
  readonly name: string;
  status: string;
  statusReason?: string;
  /** Absent until a change set has been executed. */
  template: StackTemplate | undefined;
  parameters: Readonly<Record<string, string>>;
  outputs: Readonly<Record<string, string>>;
  /** Differences from the template, by logical id; `deleted` if the resource is gone. */
  readonly drift: Map<string, 'deleted' | readonly DriftedProperty[]>;
  readonly events: ScriptedEvent[];
  isProtected: boolean;
}

/** A property that was changed by hand. */
interface DriftedProperty {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** Something that happened to a resource, or to the stack itself. */
interface ScriptedEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly status: string;
  readonly reason: string;
}

/** One resource that differs between two templates with their parameters. */
export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
}

interface Wanted {
  readonly template: StackTemplate;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Returns an empty stack; the number distinguishes stacks of the same name. */
export function emptyStack(name: string, status: string, number = 0): ScriptedStack {
  return {
    id: `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/${number}`,
    name,
    status,
    template: undefined,
    parameters: {},
    outputs: {},
    drift: new Map(),
    events: [],
    isProtected: false,
  };
}

/** Returns the changes of a change set from one template to the other. */
export function changesBetween(
  before: Wanted | undefined,
  after: Wanted,
): readonly ResourceChange[] {
  const [left, right] = [resourcesOf(before), resourcesOf(after)];
  const ids = [...new Set([...left.keys(), ...right.keys()])];
  return ids.flatMap((logicalId): readonly ResourceChange[] => {
    const [old, young] = [left.get(logicalId), right.get(logicalId)];
    if (old?.text === young?.text) return [];
    const action = old === undefined ? 'Add' : young === undefined ? 'Remove' : 'Modify';
    return [{ action, logicalId, type: (young ?? old)?.type ?? '' }];
  });
}

/**
 * Returns each resource as a text in which references to parameters are replaced by their values.
 */
function resourcesOf(wanted: Wanted | undefined) {
  return new Map(
    Object.entries(wanted?.template.Resources ?? {}).map(([logicalId, resource]) => [
      logicalId,
      {
        type: resource.Type,
        text: JSON.stringify(resource, (_key, value) =>
          typeof value?.Ref === 'string' ? (wanted?.parameters[value.Ref] ?? value) : value,
        ),
      },
    ]),
  );
}
