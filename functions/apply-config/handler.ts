import { taskHandler } from '../../shared/task/task-handler.ts';
import { applyConfigTask } from './apply-config.ts';

export const handler = taskHandler(applyConfigTask);
