import * as z from 'zod/mini';
import { tuningRequestSchema } from './request-fields.ts';

export const translateGoalInputSchema = z.strictObject({ request: tuningRequestSchema });

/** The request, with the goal translated into its typed fields. */
export const translateGoalOutputSchema = tuningRequestSchema;

export type TranslateGoalInput = z.infer<typeof translateGoalInputSchema>;
