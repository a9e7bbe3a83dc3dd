import { describe, expect, it } from '@jest/globals';
import { readLocalDeployment } from '../../../../local/deployment/local-deployment.ts';
import { TaskRunner } from '../../../../local/workflow/task-runner.ts';
import { makeHandlerFolder } from '../../../support/handler-folder.ts';

const { functions } = readLocalDeployment({ accountId: '123456789012', region: 'us-east-1' });

describe('TaskRunner', () => {
  it('passes a task its own memory and ARN', async () => {
    const folder = makeHandlerFolder({
      'task.cjs': 'exports.handler = async (event, context) => ({ ...context });',
    });
    const task = functions.find(({ key }) => key === 'prepareTier');
    if (task === undefined) throw new Error('There is no such task');
    const runner = new TaskRunner(task, async () => folder.at('task.cjs'), {});

    const context = await runner.run({});

    expect(context).toMatchObject({
      memoryLimitInMB: '1024',
      invokedFunctionArn:
        'arn:aws:lambda:us-east-1:123456789012:function:lambda-autotuner-dev-prepareTier',
    });
    await runner.stop();
    folder.remove();
  });
});
