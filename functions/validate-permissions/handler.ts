import { taskHandler } from '../../shared/task/task-handler.ts';
import { validatePermissionsTask } from './validate-permissions.ts';

export const handler = taskHandler(validatePermissionsTask);
