import * as z from 'zod/mini';
import {
  productionOutlookSchema,
  productionPictureSchema,
} from '../core/production/production-picture.ts';

/** The production picture with what the choice means in it. */
export const productionReportSchema = z.strictObject({
  picture: productionPictureSchema,
  /** Absent where there is no traffic, or CloudWatch could not be asked. */
  outlook: z.exactOptional(productionOutlookSchema),
  warnings: z.readonly(z.array(z.string())),
});
