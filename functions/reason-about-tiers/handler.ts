import { taskHandler } from '../../shared/task/task-handler.ts';
import { reasonAboutTiersTask } from './task.ts';

export const handler = taskHandler(reasonAboutTiersTask);
