import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type ScriptedAccount, startScriptedAccount } from './scripted-account.ts';

/** One account for the tests of a file, with nothing in it before each of them. */
export function useScriptedAccount(): () => ScriptedAccount {
  const originalEndpoint = process.env.AWS_ENDPOINT_URL;
  let account: ScriptedAccount;
  beforeAll(async () => {
    account = await startScriptedAccount();
  });
  beforeEach(() => account.clear());
  // The commands tell the SDK by it where their calls go.
  afterEach(() => {
    if (originalEndpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = originalEndpoint;
  });
  afterAll(() => account.stop());
  return () => account;
}
