import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { resolveFunctionTask } from './task.ts';

export const handler = taskHandler(resolveFunctionTask);
