import { taskHandler } from '../../shared/task/task-handler.ts';
import { measureTierTask } from './measure-tier.ts';

export const handler = taskHandler(measureTierTask);
