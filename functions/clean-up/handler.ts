import { taskHandler } from '../../shared/task/task-handler.ts';
import { cleanUpTask } from './clean-up.ts';

export const handler = taskHandler(cleanUpTask);
