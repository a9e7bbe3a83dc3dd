import { taskHandler } from '../../shared/task/task-handler.ts';
import { releaseHookTask } from './release-hook.ts';

export const handler = taskHandler(releaseHookTask);
