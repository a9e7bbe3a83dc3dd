import { taskHandler } from '../../shared/runtime/task-handler.ts';
import { reasonAboutTiersTask } from './task.ts';

export const handler = taskHandler(reasonAboutTiersTask);
