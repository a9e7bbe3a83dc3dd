import type { ChangeSet } from '../../shared/aws/change-set.ts';
import type { DeployedTemplate } from './artifacts.ts';
import { roleLines } from './role-text.ts';

type Action = ChangeSet['changes'][number]['action'];

/** The verb for each action in the summary. */
const VERBS: Readonly<Record<Action, string>> = {
  Add: 'make',
  Modify: 'change',
  Remove: 'delete',
  Import: 'import',
  Dynamic: 'decide during deployment',
  SyncWithActual: 'adopt',
};

/** Lists what a change set would do to each resource, and what each role may do afterwards. */
export function planLines(
  { changes }: ChangeSet,
  template: DeployedTemplate,
  place: Parameters<typeof roleLines>[1],
): readonly string[] {
  const totals = Object.entries(VERBS).flatMap(([action, verb]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count === 0 ? [] : [`${verb} ${count}`];
  });
  return [
    '',
    `${template.Description}`,
    `Stack ${place.stackName} in ${place.region}, account ${place.accountId}: ${totals.join(', ') || 'no resource changes'}`,
    ...changes.map(
      ({ action, logicalId, resourceType, isReplaced }) =>
        `  ${action.toLowerCase().padEnd(6)} ${logicalId} (${resourceType})${isReplaced ? ', replaced' : ''}`,
    ),
    '',
    'What each role may do:',
    ...roleLines(template, place),
    '',
  ];
}
