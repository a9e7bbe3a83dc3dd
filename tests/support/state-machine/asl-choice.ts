import { type ValueScope, valueAt } from './asl-values.ts';
import { StateError } from './state-error.ts';

/** One rule of a Choice state, as far as the machine uses them. */
export type ChoiceRule = Readonly<Record<string, unknown>> & { readonly Next?: string };

/**
 * Decides whether a rule of a Choice state holds.
 *
 * @throws {StateError} `States.Runtime` for a comparison that is not known here.
 */
export function ruleHolds(rule: ChoiceRule, scope: ValueScope): boolean {
  if (Array.isArray(rule.And)) return rule.And.every((each) => ruleHolds(each, scope));
  if (Array.isArray(rule.Or)) return rule.Or.some((each) => ruleHolds(each, scope));
  if (rule.Not !== undefined) return !ruleHolds(rule.Not as ChoiceRule, scope);
  if (rule.IsPresent !== undefined)
    return isPresent(String(rule.Variable), scope) === rule.IsPresent;

  const value = valueAt(String(rule.Variable), scope);
  for (const [comparison, expected] of Object.entries(rule)) {
    switch (comparison) {
      case 'Variable':
      case 'Next':
        continue;
      case 'BooleanEquals':
      case 'StringEquals':
      case 'NumericEquals':
        return value === expected;
      case 'NumericGreaterThan':
        return (value as number) > (expected as number);
      case 'IsNull':
        return (value === null) === expected;
      case 'StringMatches':
        return typeof value === 'string' && wildcard(String(expected)).test(value);
      default:
        throw new StateError('States.Runtime', `No comparison "${comparison}" here`);
    }
  }
  return false;
}

function isPresent(path: string, scope: ValueScope): boolean {
  try {
    valueAt(path, scope);
    return true;
  } catch {
    return false;
  }
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
