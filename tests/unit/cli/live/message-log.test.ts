import { describe, expect, it } from '@jest/globals';
import type { LiveMessage } from '../../../../cli/live/live-message.ts';
import { MessageLog } from '../../../../cli/live/message-log.ts';

const RUN: LiveMessage = { kind: 'run', run: 0, title: 'fn' };

function state(key: number, detail: string): LiveMessage {
  return {
    kind: 'state',
    run: 0,
    key,
    stateName: 'MeasureTier',
    startedAtMs: 0,
    detail,
    isWarning: false,
  };
}

function idsAfter(log: MessageLog, id: number): readonly number[] {
  return log.after(id).map((logged) => logged.id);
}

describe('MessageLog', () => {
  it('keeps the latest message of each subject', () => {
    const log = new MessageLog();
    for (const message of [RUN, state(1, ''), state(2, ''), state(1, 'done')]) {
      log.append(message);
    }

    expect(log.after(0).map(({ message }) => message)).toEqual([
      RUN,
      state(2, ''),
      state(1, 'done'),
    ]);
    expect(idsAfter(log, 3)).toEqual([4]);
  });

  it('keeps the states of each run separate', () => {
    const log = new MessageLog();
    log.append(state(1, ''));
    log.append({ ...state(1, ''), run: 1 } as LiveMessage);

    expect(idsAfter(log, 0)).toEqual([1, 2]);
  });

  it('forgets the oldest states first, and never the messages that sum them up', () => {
    const log = new MessageLog(3);
    for (const message of [RUN, state(1, ''), state(2, ''), state(3, ''), state(4, '')]) {
      log.append(message);
    }

    expect(idsAfter(log, 0)).toEqual([1, 4, 5]);
  });
});
