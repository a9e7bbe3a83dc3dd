import { taskHandler } from '../../shared/task/task-handler.ts';
import { validatePermissionsTask } from './task.ts';

export const handler = taskHandler(validatePermissionsTask);
