import { describe, expect, it } from '@jest/globals';
import { CpuAdmission } from '../../local/cloud/lambda/cpu-admission.ts';

/** Lets all settled promises run their continuations. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('CpuAdmission', () => {
  it('admits shares up to its capacity and the next one when a share is given back', async () => {
    const admission = new CpuAdmission(2);
    const admitted: string[] = [];
    const first = await admission.acquire(1.2);
    await admission.acquire(0.8);
    const third = admission.acquire(0.5).then(() => admitted.push('third'));

    await settle();
    expect(admitted).toEqual([]);
    first();
    await third;

    expect(admitted).toEqual(['third']);
  });

  it('lets no request overtake a large share at the head', async () => {
    const admission = new CpuAdmission(2);
    const admitted: string[] = [];
    const first = await admission.acquire(1);
    const large = admission.acquire(2).then((release) => {
      admitted.push('large');
      release();
    });
    const small = admission.acquire(0.5).then(() => admitted.push('small'));

    await settle();
    expect(admitted).toEqual([]);
    first();
    await Promise.all([large, small]);

    expect(admitted).toEqual(['large', 'small']);
  });

  it('rejects all waiting and all later requests once it is stopped', async () => {
    const admission = new CpuAdmission(1);
    const release = await admission.acquire(1);
    const waiting = admission.acquire(1);

    admission.stop();
    release();

    await expect(waiting).rejects.toThrow('the cloud was stopped');
    await expect(admission.acquire(1)).rejects.toThrow('the cloud was stopped');
  });

  it('counts a share above the capacity as the whole of it', async () => {
    const admission = new CpuAdmission(2);

    const release = await admission.acquire(5.8);
    release();
    release();
    await admission.acquire(2);

    expect(admission.clamp(5.8)).toBe(2);
  });
});
