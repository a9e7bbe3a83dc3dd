import { taskHandler } from '../../shared/task/task-handler.ts';
import { measureTierTask } from './task.ts';

export const handler = taskHandler(measureTierTask);
