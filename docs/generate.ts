/** `npm run docs`: brings the tables in docs/ up to date with the source. */
import { writeGeneratedPages } from './tables/generated-docs.ts';

writeGeneratedPages();
