import {
  CreateAliasCommand,
  GetAliasCommand,
  GetProvisionedConcurrencyConfigCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe } from '@jest/globals';
import {
  arnOf,
  beginning,
  CONFLICT,
  type ConformanceCloud,
  checkErrors,
  INVALID,
  NOT_FOUND,
  ONE_ERROR,
  startConformanceCloud,
  VALIDATION,
} from './conformance-cloud.ts';

let cloud: ConformanceCloud;

beforeAll(async () => {
  cloud = await startConformanceCloud();
});

afterAll(() => cloud.stop());

describe('an alias', () => {
  const alias = (input: object) =>
    new CreateAliasCommand({ FunctionName: 'fn', Name: 'new', FunctionVersion: '1', ...input });
  const weights = (AdditionalVersionWeights: Record<string, number>) => ({
    RoutingConfig: { AdditionalVersionWeights },
  });
  const WEIGHTS = `at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: `;
  checkErrors(
    () => cloud,
    [
      [
        'of a name that is taken',
        alias({ Name: 'live' }),
        409,
        CONFLICT,
        `Alias already exists: ${arnOf('fn')}:live`,
      ],
      [
        'with a number for a name',
        alias({ Name: '2024' }),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
      ],
      [
        'of a missing version',
        alias({ FunctionVersion: '10' }),
        404,
        NOT_FOUND,
        `Function not found: ${arnOf('fn')}:10`,
      ],
      [
        'of $LATEST with weights',
        alias({ FunctionVersion: '$LATEST', ...weights({ 1: 0.5 }) }),
        400,
        INVALID,
        '$LATEST is not supported for an alias pointing to more than 1 version',
      ],
      [
        'with a weight for its own version',
        alias(weights({ 1: 0.5 })),
        400,
        INVALID,
        'Invalid function version 1. Function version 1 is already included in routing configuration.',
      ],
      [
        'with two weights',
        alias(weights({ 1: 0.5, 2: 0.5 })),
        400,
        INVALID,
        'Number of items in AdditionalVersionWeights cannot be greater than 1',
      ],
      [
        'with a weight above one',
        alias(weights({ 2: 2 })),
        400,
        VALIDATION,
        beginning(`${ONE_ERROR}Value '{2=2.0}' ${WEIGHTS}Map value must satisfy constraint: [`),
      ],
      [
        'with a weight below zero',
        alias(weights({ 2: -1 })),
        400,
        VALIDATION,
        beginning(`${ONE_ERROR}Value '{2=-1.0}' ${WEIGHTS}Map value must satisfy constraint: [`),
      ],
      [
        'with a weight for $LATEST',
        alias(weights({ $LATEST: 0.5 })),
        400,
        VALIDATION,
        beginning(
          `${ONE_ERROR}Value '{$LATEST=0.5}' ${WEIGHTS}Map keys must satisfy constraint: [`,
        ),
      ],
      [
        'that is moved and does not exist',
        new UpdateAliasCommand({ FunctionName: 'fn', Name: 'dev', FunctionVersion: '1' }),
        404,
        NOT_FOUND,
        `Alias not found: ${arnOf('fn')}:dev`,
      ],
      [
        'that is read and does not exist',
        new GetAliasCommand({ FunctionName: 'fn', Name: 'dev' }),
        404,
        NOT_FOUND,
        `Cannot find alias arn: ${arnOf('fn')}:dev`,
      ],
    ],
  );
});

describe('concurrency', () => {
  const put = (Qualifier: string, ProvisionedConcurrentExecutions = 1) =>
    new PutProvisionedConcurrencyConfigCommand({
      FunctionName: 'fn',
      Qualifier,
      ProvisionedConcurrentExecutions,
    });
  checkErrors(
    () => cloud,
    [
      [
        'provisioned for $LATEST',
        put('$LATEST'),
        400,
        INVALID,
        'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
      ],
      [
        'provisioned with nothing',
        put('live', 0),
        400,
        VALIDATION,
        `${ONE_ERROR}Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1`,
      ],
      [
        'provisioned for a missing alias',
        put('dev'),
        404,
        NOT_FOUND,
        `Cannot find alias arn: ${arnOf('fn')}:dev`,
      ],
      [
        'provisioned that does not exist',
        new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'fn', Qualifier: 'live' }),
        404,
        'ProvisionedConcurrencyConfigNotFoundException',
        'No Provisioned Concurrency Config found for this function',
      ],
      [
        'provisioned that is read for $LATEST',
        new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'fn', Qualifier: '$LATEST' }),
        400,
        INVALID,
        'The function resource provided must be an alias or a published version.',
      ],
      [
        'reserved above what the account can spare',
        new PutFunctionConcurrencyCommand({
          FunctionName: 'fn',
          ReservedConcurrentExecutions: 901,
        }),
        400,
        INVALID,
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      ],
      [
        'reserved for a version',
        new PutFunctionConcurrencyCommand({
          FunctionName: arnOf('fn:1'),
          ReservedConcurrentExecutions: 1,
        }),
        400,
        INVALID,
        'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
      ],
    ],
  );
});
