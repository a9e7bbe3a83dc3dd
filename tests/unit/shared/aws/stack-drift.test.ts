import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cloudFormationClient } from '../../../../shared/aws/stack.ts';
import {
  detectStackDrift,
  readDriftDetection,
  readDriftedResources,
} from '../../../../shared/aws/stack-drift.ts';
import { systemClock } from '../../../../shared/runtime/clock.ts';
import { systemRandom } from '../../../../shared/runtime/random.ts';

const STACK = 'lambda-autotuner-dev';

/** Answers in the format of the CloudFormation API reference, by action and page. */
const ANSWERS: Readonly<Record<string, string>> = {
  DetectStackDrift: '<StackDriftDetectionId>b78ac9b0</StackDriftDetectionId>',
  DescribeStackDriftDetectionStatus: `<StackId>arn:stack</StackId>
    <StackDriftDetectionId>b78ac9b0</StackDriftDetectionId><StackDriftStatus>DRIFTED</StackDriftStatus>
    <DetectionStatus>DETECTION_FAILED</DetectionStatus>
    <DetectionStatusReason>Failed to detect drift on resource [Table]</DetectionStatusReason>
    <Timestamp>2026-11-27T10:00:00Z</Timestamp>`,
  DescribeStackResourceDrifts: `<StackResourceDrifts><member>
      <StackId>arn:stack</StackId><LogicalResourceId>MeasureTier</LogicalResourceId>
      <ResourceType>AWS::Lambda::Function</ResourceType>
      <StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus>
      <Timestamp>2026-11-27T10:00:00Z</Timestamp>
      <PropertyDifferences><member>
        <PropertyPath>/MemorySize</PropertyPath><ExpectedValue>512</ExpectedValue>
        <ActualValue>1024</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType>
      </member></PropertyDifferences>
    </member></StackResourceDrifts><NextToken>second</NextToken>`,
  'DescribeStackResourceDrifts second': `<StackResourceDrifts><member>
      <StackId>arn:stack</StackId><LogicalResourceId>Alarm</LogicalResourceId>
      <ResourceType>AWS::CloudWatch::Alarm</ResourceType>
      <StackResourceDriftStatus>DELETED</StackResourceDriftStatus>
      <Timestamp>2026-11-27T10:00:00Z</Timestamp>
    </member></StackResourceDrifts>`,
};

const asked: URLSearchParams[] = [];
let server: Server;
let client: ReturnType<typeof cloudFormationClient>;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    asked.push(form);
    const action = form.get('Action') ?? '';
    const answer = ANSWERS[[action, form.get('NextToken') ?? ''].join(' ').trim()];
    response.setHeader('content-type', 'text/xml');
    response.end(
      `<${action}Response><${action}Result>${answer}</${action}Result></${action}Response>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = cloudFormationClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'some', secretAccessKey: 'key' },
  });
});

afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL;
  client.destroy();
  server.close();
});

const context = () => ({
  clock: systemClock,
  random: systemRandom,
  deadlineMs: systemClock.nowMs() + 10_000,
});

describe('the drift of a stack', () => {
  it('is requested by stack name, and followed by its id', async () => {
    const id = await detectStackDrift(client, context(), STACK);
    const detection = await readDriftDetection(client, context(), id);

    expect(asked.map((form) => form.get('StackName') ?? form.get('StackDriftDetectionId'))).toEqual(
      [STACK, 'b78ac9b0'],
    );
    expect(detection).toEqual({
      state: 'failed',
      hasDrifted: true,
      reason: 'Failed to detect drift on resource [Table]',
    });
  });

  it('is read from all pages', async () => {
    expect(await readDriftedResources(client, context(), STACK)).toEqual([
      {
        logicalId: 'MeasureTier',
        resourceType: 'AWS::Lambda::Function',
        kind: 'changed',
        differences: [{ path: '/MemorySize', expected: '512', actual: '1024' }],
      },
      {
        logicalId: 'Alarm',
        resourceType: 'AWS::CloudWatch::Alarm',
        kind: 'deleted',
        differences: [],
      },
    ]);
  });
});
