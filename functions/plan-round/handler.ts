import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { planRoundTask } from './task.ts';

export const handler = taskHandler(planRoundTask);
