import { taskHandler } from '../../shared/task/task-handler.ts';
import { resolveFunctionTask } from './resolve-function.ts';

export const handler = taskHandler(resolveFunctionTask);
