import { taskHandler } from '../../shared/task/task-handler.ts';
import { planRoundTask } from './plan-round.ts';

export const handler = taskHandler(planRoundTask);
