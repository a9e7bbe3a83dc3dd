import { regionOfArn } from '../core/function-reference.ts';
import type { CallContext } from './aws-call.ts';

/** One operation of a service: takes a client, the context of the step, and an input. */
type ServiceOperation<Client> = (client: Client, context: CallContext, input: never) => unknown;

/** Operations with client and context already bound, so that only the input is left. */
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
 * Binds operations to their client, and then to a step. A task names the operations that it uses,
 * so that its bundle contains no others.
 *
 * @param clientOf Returns the client for an operation's input, such as the one for the region in
 *   its ARN.
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

/** Input of an operation on a function, whose ARN names the region to call. */
export interface FunctionInput {
  readonly functionArn: string;
}

/**
 * Keeps one client per region for the life of the execution environment.
 *
 * @returns A function that picks the client of the region in its input's ARN.
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
