import type { TuningResult } from './tuning-result.ts';

/** Describes in plain sentences what was done with the choice, and what makes it last. */
export function changeText(result: TuningResult): string {
  const { application, verification, aliasMove, watch } = result;
  const done = [application, verification, aliasMove, watch].flatMap((step) =>
    'message' in step ? [`${step.message}.`] : [],
  );
  return [...done, ...definitionTexts(result)].join(' ');
}

/**
 * Warns about a stack that defines the function: each deployment sets the stack's own size again.
 */
function definitionTexts({
  definedBy,
  decision,
  application,
  powerValueBefore,
}: TuningResult): readonly string[] {
  if (definedBy === undefined || decision.verdict.kind !== 'change') {
    return [];
  }
  const place = `stack "${definedBy.stackName}" (resource "${definedBy.logicalId}")`;
  return application.kind === 'applied'
    ? [
        `The function is defined in ${place}: its next deployment may set ${powerValueBefore} MB again, so change it there as well.`,
      ]
    : [`The function is defined in ${place}: change it there, so that it lasts.`];
}
