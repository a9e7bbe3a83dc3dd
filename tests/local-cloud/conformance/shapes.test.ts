import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  TagResourceCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLE_ARN, waitUntilSettled, zipOf } from '../deployed-function.ts';
import { arnOf, type ConformanceCloud, startConformanceCloud } from './conformance-cloud.ts';

// Members of answers of AWS, recorded and typed in by hand.

const LISTED =
  'Architectures CodeSha256 CodeSize Description EphemeralStorage FunctionArn FunctionName Handler LastModified LoggingConfig MemorySize PackageType RevisionId Role Runtime SnapStart Timeout TracingConfig Version';
const CREATED = `${LISTED} RuntimeVersionConfig State StateReason StateReasonCode`;
const ACTIVE = `${LISTED} LastUpdateStatus RuntimeVersionConfig State`;
const UPDATING = `${ACTIVE} LastUpdateStatusReason LastUpdateStatusReasonCode`;
const ALIAS = 'AliasArn Description FunctionVersion Name RevisionId';
const PROVISIONED =
  'AllocatedProvisionedConcurrentExecutions AvailableProvisionedConcurrentExecutions LastModified RequestedProvisionedConcurrentExecutions Status';
const FN = { FunctionName: 'fn' };

let cloud: ConformanceCloud;

beforeAll(async () => {
  cloud = await startConformanceCloud();
});

afterAll(() => cloud.stop());

type Output = Readonly<Record<string, unknown>>;

async function send(command: object): Promise<Output> {
  await waitUntilSettled(cloud.clients.lambda, 'fn');
  const output: object = await cloud.clients.lambda.send(command as never);
  return output as Output;
}

/** Returns the names of the members that have a value. */
function membersOf(output: unknown): readonly string[] {
  return Object.entries(output as Output)
    .filter(([name, value]) => value !== undefined && name !== '$metadata')
    .map(([name]) => name)
    .sort();
}

function names(text: string): readonly string[] {
  return text.split(' ').filter(Boolean).sort();
}

describe('the answer of', () => {
  it.each<[string, object, number, string]>([
    [
      'CreateFunction',
      new CreateFunctionCommand({
        FunctionName: 'new',
        Runtime: 'python3.12',
        Handler: 'index.handler',
        Role: ROLE_ARN,
        Code: { ZipFile: zipOf({ 'index.py': 'x' }) },
      }),
      201,
      CREATED,
    ],
    ['GetFunctionConfiguration', new GetFunctionConfigurationCommand(FN), 200, ACTIVE],
    [
      'UpdateFunctionConfiguration',
      new UpdateFunctionConfigurationCommand({ ...FN, Description: 'changed' }),
      200,
      UPDATING,
    ],
    [
      'CreateAlias',
      new CreateAliasCommand({ ...FN, Name: 'plain', FunctionVersion: '1' }),
      201,
      ALIAS,
    ],
    [
      'CreateAlias with a weight',
      new CreateAliasCommand({
        ...FN,
        Name: 'weighted',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { 2: 0.2 } },
      }),
      201,
      `${ALIAS} RoutingConfig`,
    ],
    [
      'PutProvisionedConcurrencyConfig',
      new PutProvisionedConcurrencyConfigCommand({
        ...FN,
        Qualifier: 'live',
        ProvisionedConcurrentExecutions: 1,
      }),
      202,
      PROVISIONED,
    ],
    [
      'PutFunctionConcurrency',
      new PutFunctionConcurrencyCommand({ ...FN, ReservedConcurrentExecutions: 1 }),
      200,
      'ReservedConcurrentExecutions',
    ],
    ['TagResource', new TagResourceCommand({ Resource: arnOf('fn'), Tags: { a: 'b' } }), 204, ''],
    ['GetAccountSettings', new GetAccountSettingsCommand({}), 200, 'AccountLimit AccountUsage'],
    [
      'DeleteFunction of a missing version',
      new DeleteFunctionCommand({ ...FN, Qualifier: '99' }),
      204,
      'StatusCode',
    ],
  ])('%s', async (_what, command, status, members) => {
    const output = await send(command);

    expect((output.$metadata as Output).httpStatusCode).toBe(status);
    expect(membersOf(output)).toEqual(names(members));
  });

  it('GetFunction', async () => {
    const output = await send(new GetFunctionCommand({ FunctionName: 'image' }));

    expect(membersOf(output)).toEqual(['Code', 'Configuration']);
    expect(membersOf((await send(new GetFunctionCommand(FN))).Code)).toEqual([
      'Location',
      'RepositoryType',
    ]);
  });

  it('ListVersionsByFunction, which has no state', async () => {
    const { Versions } = await send(new ListVersionsByFunctionCommand(FN));

    const listed = Versions as readonly Output[];
    expect(listed.map(membersOf)).toEqual(listed.map(() => names(LISTED)));
    expect(listed.map(({ FunctionArn }) => FunctionArn)).toEqual(
      ['$LATEST', '1', '2'].map((version) => arnOf(`fn:${version}`)),
    );
  });

  it('PublishVersion without a change, which returns the last version', async () => {
    const first = await send(new PublishVersionCommand({ ...FN, Description: 'three' }));
    const again = await send(new PublishVersionCommand({ ...FN, Description: 'three' }));

    expect(again.Version).toBe(first.Version);
  });
});
