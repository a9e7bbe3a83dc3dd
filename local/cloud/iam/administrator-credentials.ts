/**
 * Administrator credentials: a local cloud treats every key of no configured role as its
 * administrator's.
 */
export const ADMINISTRATOR_CREDENTIALS = { accessKeyId: 'administrator', secretAccessKey: 'local' };
