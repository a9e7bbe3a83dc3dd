import { regionOfArn } from '../core/function-reference.ts';
import type { CallContext } from './aws-call.ts';

/** One thing to ask of a service: through a client, within a step, with an input of its own. */
type ServiceOperation<Client> = (client: Client, context: CallContext, input: never) => unknown;

/** Operations with client and step filled in: what is left is the input. */
export type Api<Operations> = {
  readonly [Name in keyof Operations]: Operations[Name] extends (
    client: never,
    context: never,
    input: infer Input,
  ) => infer Result
    ? (input: Input) => Result
    : never;
};

/**
 * Fills in the client, and then the step, of operations. A task names the operations it uses, so
 * that its bundle holds no others.
 *
 * @param clientOf The client for an operation's input, such as that of the region in its ARN.
 */
export function bindOperations<Client, Operations extends Record<keyof Operations, unknown>>(
  operations: Operations,
  clientOf: (input: never) => Client,
): (context: CallContext) => Api<Operations> {
  const entries = Object.entries(operations) as [string, ServiceOperation<Client>][];
  return (context) =>
    Object.fromEntries(
      entries.map(([name, operation]) => [
        name,
        (input: never) => operation(clientOf(input), context, input),
      ]),
    ) as Api<Operations>;
}

/** What an operation on a function is routed by: the region in its ARN. */
export interface FunctionInput {
  readonly functionArn: string;
}

/**
 * The clients of a service by region, each made once for the life of the execution environment.
 *
 * @returns The client of the region that is named in the function's ARN.
 */
export function regionalClients<Client>(
  make: (region: string) => Client,
): (input: FunctionInput) => Client {
  const clients = new Map<string, Client>();
  return ({ functionArn }) => {
    const region = regionOfArn(functionArn);
    const client = clients.get(region) ?? make(region);
    clients.set(region, client);
    return client;
  };
}
