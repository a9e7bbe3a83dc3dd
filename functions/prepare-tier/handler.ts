import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { prepareTierTask } from './task.ts';

export const handler = taskHandler(prepareTierTask);
