import { taskHandler } from '../../shared/task/task-handler.ts';
import { recallResultTask } from './task.ts';

export const handler = taskHandler(recallResultTask);
