import { describe, expect, it } from '@jest/globals';
import type { CallContext } from '../../../../shared/aws/aws-call.ts';
import {
  bindOperations,
  type FunctionInput,
  regionalClients,
} from '../../../../shared/aws/gateway.ts';
import { InvariantError } from '../../../../shared/errors.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const STEP: CallContext = { clock: new VirtualClock(0), random: () => 0, deadlineMs: 5 };

function arnIn(region: string, functionName = 'orders'): string {
  return `arn:aws:lambda:${region}:123456789012:function:${functionName}`;
}

describe('bindOperations()', () => {
  it('binds the client for the input, and the step', async () => {
    const describeIt = async (
      client: string,
      context: CallContext,
      { functionArn }: FunctionInput,
    ) => `${client} ${context.deadlineMs} ${functionArn}`;
    const at = bindOperations({ describeIt }, ({ functionArn }: FunctionInput) =>
      functionArn.toUpperCase(),
    );

    expect(await at(STEP).describeIt({ functionArn: 'a' })).toBe('A 5 a');
    expect(await at({ ...STEP, deadlineMs: 9 }).describeIt({ functionArn: 'b' })).toBe('B 9 b');
  });
});

describe('regionalClients()', () => {
  it('makes one client per region in the ARNs', () => {
    const made: string[] = [];
    const clientOf = regionalClients((region) => {
      made.push(region);
      return { region };
    });

    const first = clientOf({ functionArn: arnIn('eu-west-1') });
    const again = clientOf({ functionArn: arnIn('eu-west-1', 'mail') });
    const other = clientOf({ functionArn: arnIn('us-east-1') });

    expect(again).toBe(first);
    expect(other).toEqual({ region: 'us-east-1' });
    expect(made).toEqual(['eu-west-1', 'us-east-1']);
  });

  it('refuses a function without an ARN', () => {
    const clientOf = regionalClients((region) => region);

    expect(() => clientOf({ functionArn: 'orders' })).toThrow(InvariantError);
  });
});
