import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { sweepTask } from './task.ts';

export const handler = taskHandler(sweepTask);
