import type { FunctionDescription } from '../../shared/aws/function-description.ts';
import type { FunctionDefinition } from '../../shared/contract/target-function.ts';
import { cleanText } from '../../shared/core/untrusted-text.ts';

/** Longest names that CloudFormation allows. */
const STACK_NAME_LENGTH_MAX = 128;
const LOGICAL_ID_LENGTH_MAX = 255;

/**
 * Returns the CloudFormation resource that defines the function, from its tags. Names are cut to
 * CloudFormation's own limits.
 */
export function definitionOf(tags: FunctionDescription['tags']): FunctionDefinition | undefined {
  const stackName = tags['aws:cloudformation:stack-name'];
  const logicalId = tags['aws:cloudformation:logical-id'];
  return stackName === undefined || logicalId === undefined
    ? undefined
    : {
        stackName: cleanText(stackName, STACK_NAME_LENGTH_MAX),
        logicalId: cleanText(logicalId, LOGICAL_ID_LENGTH_MAX),
      };
}
