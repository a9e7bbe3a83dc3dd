import { taskHandler } from '../../shared/task/task-handler.ts';
import { sweepTask } from './task.ts';

export const handler = taskHandler(sweepTask);
