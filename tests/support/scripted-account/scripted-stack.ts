/** A template of CloudFormation, as far as a stack follows it. */
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
  /** Absent while it was only prepared. */
  template: StackTemplate | undefined;
  parameters: Readonly<Record<string, string>>;
  outputs: Readonly<Record<string, string>>;
  /** Differences from the template, by logical id; `deleted` where it is gone. */
  readonly drift: Map<string, 'deleted' | readonly DriftedProperty[]>;
  readonly events: ScriptedEvent[];
  isProtected: boolean;
}

/** A property that somebody changed by hand. */
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

/** A stack in which there is nothing; the number tells stacks of one name apart. */
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

/** What a change set from one to the other has. */
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

/** Each resource as a text with the values of the parameters in the places of their names. */
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
