import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { validatePermissionsTask } from './task.ts';

export const handler = taskHandler(validatePermissionsTask);
