import { taskHandler } from '../../shared/task/task-handler.ts';
import { publishFailureTask } from './publish-failure.ts';

export const handler = taskHandler(publishFailureTask);
