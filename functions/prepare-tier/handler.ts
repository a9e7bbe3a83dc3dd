import { taskHandler } from '../../shared/task/task-handler.ts';
import { prepareTierTask } from './task.ts';

export const handler = taskHandler(prepareTierTask);
