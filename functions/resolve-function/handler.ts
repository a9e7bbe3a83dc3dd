import { taskHandler } from '../../shared/task/task-handler.ts';
import { resolveFunctionTask } from './task.ts';

export const handler = taskHandler(resolveFunctionTask);
