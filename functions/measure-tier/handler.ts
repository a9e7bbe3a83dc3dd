import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { measureTierTask } from './task.ts';

export const handler = taskHandler(measureTierTask);
