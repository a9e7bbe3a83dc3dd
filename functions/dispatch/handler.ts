import { taskHandler } from '../../shared/task/task-handler.ts';
import { dispatchTask } from './task.ts';

export const handler = taskHandler(dispatchTask);
