import { taskHandler } from '../../shared/task/task-handler.ts';
import { dispatchTask } from './dispatch.ts';

export const handler = taskHandler(dispatchTask);
