import type { NamePart } from '../source/name-pattern.ts';
import { textOf, type YamlValue } from '../yaml/yaml-source.ts';
import { splitVariables, wholeVariable } from './variable-text.ts';
import { DEPTH_MAX, resolveVariable, type Service } from './variables.ts';

/** Returns the parts of a text; a part that depends on the deployment is a variable. */
export function namePartsOf(service: Service, value: YamlValue, depth = 0): readonly NamePart[] {
  return splitVariables(textOf(value) ?? '').flatMap((part): readonly NamePart[] => {
    const inner = wholeVariable(part);
    if (inner === undefined) return [part];
    const reading = { value, depth: depth + 1 };
    const open = resolveVariable({ ...service, naming: 'open' }, inner, reading);
    if (open.kind === 'unknown' && open.variable !== undefined) {
      return [{ variable: open.variable }];
    }
    const resolved =
      open.kind === 'unknown'
        ? resolveVariable({ ...service, naming: 'default' }, inner, reading)
        : open;
    return depth < DEPTH_MAX && resolved.kind === 'value' && textOf(resolved.value) !== undefined
      ? namePartsOf(service, resolved.value, depth + 1)
      : [{ variable: inner.trim() }];
  });
}
