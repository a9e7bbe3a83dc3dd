/** Credentials for a local cloud: a key of no configured role is its administrator's. */
export const ADMINISTRATOR_CREDENTIALS = { accessKeyId: 'administrator', secretAccessKey: 'local' };
