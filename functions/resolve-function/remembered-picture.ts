import * as z from 'zod/mini';
import type { FunctionAddress } from '../../shared/aws/function-description.ts';
import { productionKey } from '../../shared/contract/store-key.ts';
import { digestOf } from '../../shared/core/digest.ts';
import { MINUTE_MS } from '../../shared/core/duration-units.ts';
import type { ProductionPicture } from '../../shared/core/production/production-picture.ts';
import { productionPictureSchema } from '../../shared/core/production/production-picture.ts';
import type { Cache } from '../../shared/resilience/cache/cache.ts';

/** How long a picture is reused: the picture of 14 days hardly changes within 15 minutes. */
const PICTURE_LIFE_MS = 15 * MINUTE_MS;

/** Returns the production picture of a function, from the cache if it was read recently. */
export async function rememberedPicture(
  cache: Cache,
  { functionArn, qualifier }: FunctionAddress,
  read: () => Promise<ProductionPicture>,
): Promise<ProductionPicture> {
  const key = productionKey(digestOf([functionArn, qualifier]));
  const known = await cache.read(key, PICTURE_LIFE_MS);
  const parsed = z.safeParse(productionPictureSchema, known?.value);
  if (parsed.success) {
    return parsed.data;
  }
  const picture = await read();
  await cache.write(key, picture, PICTURE_LIFE_MS);
  return picture;
}
