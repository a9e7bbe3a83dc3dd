import { taskHandler } from '../../shared/task/task-handler.ts';
import { prepareTierTask } from './prepare-tier.ts';

export const handler = taskHandler(prepareTierTask);
