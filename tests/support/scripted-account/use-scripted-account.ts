import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { type ScriptedAccount, startScriptedAccount } from './scripted-account.ts';

/** Provides one account for the tests of a file, empty before each of them. */
export function useScriptedAccount(): () => ScriptedAccount {
  const originalEndpoint = process.env.AWS_ENDPOINT_URL;
  let account: ScriptedAccount;
  beforeAll(async () => {
    account = await startScriptedAccount();
  });
  beforeEach(() => account.clear());
  // The commands set it to tell the SDK where its calls go.
  afterEach(() => {
    if (originalEndpoint === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = originalEndpoint;
  });
  afterAll(() => account.stop());
  return () => account;
}
