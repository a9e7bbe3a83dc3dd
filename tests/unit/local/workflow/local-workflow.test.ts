import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ExecutionDirectory } from '../../../../local/cloud/states/execution-directory.ts';
import {
  type LocalDeployment,
  readLocalDeployment,
} from '../../../../local/deployment/local-deployment.ts';
import { createLocalWorkflow } from '../../../../local/workflow/local-workflow.ts';

const DEPLOYED = readLocalDeployment({ accountId: '123456789012', region: 'us-east-1' });
const REQUEST = { functionName: 'target' };

/**
 * Creates a workflow without a cloud behind its endpoint: its tasks can start, but no call can
 * succeed.
 */
function workflowOf(deployment: LocalDeployment) {
  return createLocalWorkflow({
    deployment,
    endpoint: 'http://127.0.0.1:1',
    executions: new ExecutionDirectory(),
    credentialsOf: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
    environment: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
  });
}

describe('a local workflow that is stopped', () => {
  it('ends an execution that waits for the tasks to be bundled', async () => {
    const workflow = workflowOf(DEPLOYED);
    const execution = workflow.start(REQUEST);

    await workflow.stop();

    expect(await execution.result).toMatchObject({ status: 'ABORTED' });
  });

  it('ends an execution in the middle of a task, and starts none afterwards', async () => {
    const workflow = workflowOf(DEPLOYED);
    await workflow.bundlePathOf('planRound');
    const started = Promise.withResolvers<void>();
    const execution = workflow.start(REQUEST, {
      onEvent: ({ type }) => void (type === 'LambdaFunctionStarted' && started.resolve()),
    });
    await started.promise;

    await workflow.stop();

    expect(await execution.result).toMatchObject({ status: 'ABORTED' });
    expect(() => workflow.start(REQUEST)).toThrow('the state machine was stopped');
  });

  it('stops even if the tasks could not be bundled, which the execution reports', async () => {
    const broken = DEPLOYED.functions.map((task) => ({
      ...task,
      handlerPath: join(import.meta.dirname, 'absent.ts'),
    }));
    const workflow = workflowOf({ ...DEPLOYED, functions: broken });
    const execution = workflow.start(REQUEST);

    expect(await execution.result).toMatchObject({
      status: 'FAILED',
      error: 'Runtime.ImportModuleError',
    });
    await expect(workflow.bundlePathOf('planRound')).rejects.toThrow('absent.ts');
    await expect(workflow.stop()).resolves.toBeUndefined();
  });
});
