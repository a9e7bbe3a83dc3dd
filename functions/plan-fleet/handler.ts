import { taskHandler } from '../../shared/task/task-handler.ts';
import { planFleetTask } from './plan-fleet.ts';

export const handler = taskHandler(planFleetTask);
