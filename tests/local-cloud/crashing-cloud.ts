/** A local cloud with a function that spins at 128 MB, for a test that kills this process. */
import { startLocalCloud } from '../../local/cloud/start-local-cloud.ts';
import { createCloudClients } from './cloud-clients.ts';
import { deploy, invoke } from './deployed-function.ts';

const SOURCE = `
import { spawn } from 'node:child_process';
export const handler = async ({ spin }) => {
  if (spin) for (;;);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  return [process.pid, child.pid];
};`;

const { endpoint } = await startLocalCloud({ pendingMs: 0 });
const { lambda } = createCloudClients(endpoint);
await deploy(lambda, 'family', SOURCE, { MemorySize: 128, Timeout: 60 });
const { payload } = await invoke(lambda, 'family');
setTimeout(() => console.log(JSON.stringify(payload)), 300);
await invoke(lambda, 'family', { spin: true });
