import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { applyConfigTask } from './task.ts';

export const handler = taskHandler(applyConfigTask);
