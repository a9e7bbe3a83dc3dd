import { taskHandler } from '../../shared/task/task-handler.ts';
import { applyConfigTask } from './task.ts';

export const handler = taskHandler(applyConfigTask);
