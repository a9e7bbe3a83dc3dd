import { taskHandler } from '../../shared/task/task-handler.ts';
import { compareReleasesTask } from './compare-releases.ts';

export const handler = taskHandler(compareReleasesTask);
