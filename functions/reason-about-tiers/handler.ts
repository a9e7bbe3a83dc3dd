import { taskHandler } from '../../shared/task/task-handler.ts';
import { reasonAboutTiersTask } from './reason-about-tiers.ts';

export const handler = taskHandler(reasonAboutTiersTask);
