import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { dispatchTask } from './task.ts';

export const handler = taskHandler(dispatchTask);
