import type { JsonObject } from './lambda-protocol.ts';
import { violatedConstraint } from './parameter-error.ts';
import { readObject, readStringList } from './parameter-reading.ts';

/**
 * Checks the format of subnet and security group ids; whether they exist is not checked.
 *
 * @throws {ApiError} If an id does not have EC2's format.
 */
export function checkNetwork(input: JsonObject): void {
  const vpc = readObject(input, 'VpcConfig') ?? {};
  checkIds(vpc, 'SubnetIds', 'subnet-[0-9a-z]*');
  checkIds(vpc, 'SecurityGroupIds', 'sg-[0-9a-zA-Z]*');
}

function checkIds(vpc: JsonObject, name: string, pattern: string): void {
  const ids = readStringList(vpc, name) ?? [];
  const form = new RegExp(`^${pattern}$`);
  if (ids.every((id) => form.test(id))) return;
  throw violatedConstraint(
    `vpcConfig.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
    `[${ids.join(', ')}]`,
    `Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: ${pattern}]`,
  );
}
