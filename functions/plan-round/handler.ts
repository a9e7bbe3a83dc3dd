import { taskHandler } from '../../shared/task/task-handler.ts';
import { planRoundTask } from './task.ts';

export const handler = taskHandler(planRoundTask);
