import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { CpuBudget, QUOTA_PERIOD_MS } from './cpu-budget.ts';
import type { GovernorCommand, GovernorSettings } from './governor-message.ts';
import { hasProcessStatistics, ProcessMeter } from './process-statistics.ts';

/** One process group under watch. */
interface Watch {
  readonly groupId: number;
  readonly meter: ProcessMeter;
  /** Absent if the group may use every core. */
  readonly budget: CpuBudget | undefined;
  readonly vcpuShare: number;
  readonly memoryBytesMax: number;
  isStopped: boolean;
  nextCheckMs: number;
  nextMemoryCheckMs: number;
}

/** Shortest sleep between two checks of one group, in milliseconds. */
const CHECK_INTERVAL_MS_MIN = 0.2;

const MEMORY_INTERVAL_MS = 8;

/** Interval without /proc, in milliseconds: each memory check then starts a `ps` process. */
const PS_INTERVAL_MS = 250;

const { wakeCounter, pageBytes } = workerData as GovernorSettings;
const isClosedLoop = hasProcessStatistics();
const watches = new Map<number, Watch>();

function main(): void {
  for (;;) {
    const seenCounter = Atomics.load(wakeCounter, 0);
    if (!obeyCommands()) break;
    const nowMs = performance.now();
    for (const watch of watches.values()) {
      if (watch.nextCheckMs <= nowMs) check(watch, nowMs);
    }
    const nextCheckMs = Math.min(...[...watches.values()].map((watch) => watch.nextCheckMs));
    const sleepMs = Math.max(CHECK_INTERVAL_MS_MIN, nextCheckMs - performance.now());
    Atomics.wait(wakeCounter, 0, seenCounter, sleepMs);
  }
  for (const watch of watches.values()) release(watch);
  parentPort?.close();
}

function obeyCommands(): boolean {
  if (parentPort === null) return false;
  for (;;) {
    const received = receiveMessageOnPort(parentPort);
    if (received === undefined) return true;
    const command: GovernorCommand = received.message;
    switch (command.kind) {
      case 'watch':
        beginWatch(command);
        break;
      case 'release': {
        const watch = watches.get(command.groupId);
        if (watch !== undefined) release(watch);
        break;
      }
      case 'stop':
        return false;
    }
  }
}

function beginWatch(command: Extract<GovernorCommand, { kind: 'watch' }>): void {
  const former = watches.get(command.groupId);
  if (former !== undefined) release(former);
  const nowMs = performance.now();
  const isLimited = command.vcpuShare < availableParallelism();
  const meter = new ProcessMeter(command.groupId, pageBytes);
  if (isClosedLoop) meter.takeUsedNs(nowMs);
  watches.set(command.groupId, {
    groupId: command.groupId,
    meter,
    budget: isLimited ? new CpuBudget(command.vcpuShare, nowMs) : undefined,
    vcpuShare: command.vcpuShare,
    memoryBytesMax: command.memoryMb * 1024 * 1024,
    isStopped: false,
    nextCheckMs: nowMs,
    nextMemoryCheckMs: nowMs,
  });
}

function release(watch: Watch): void {
  if (watch.isStopped) signal(watch, 'SIGCONT');
  watch.meter.close();
  watches.delete(watch.groupId);
}

function check(watch: Watch, nowMs: number): void {
  const isAlive = isClosedLoop ? checkUsage(watch, nowMs) : checkDutyCycle(watch, nowMs);
  if (!isAlive) {
    release(watch);
    return;
  }
  if (nowMs < watch.nextMemoryCheckMs) return;
  watch.nextMemoryCheckMs = nowMs + (isClosedLoop ? MEMORY_INTERVAL_MS : PS_INTERVAL_MS);
  const memoryBytes = isClosedLoop ? watch.meter.readMemoryBytes() : askMemoryBytes(watch.groupId);
  // The host treats a kill that it did not send itself as running out of memory.
  if (memoryBytes > watch.memoryBytesMax) signal(watch, 'SIGKILL');
}

/**
 * Closed loop: decides by the CPU time that the threads really used. Returns whether the group
 * exists.
 */
function checkUsage(watch: Watch, nowMs: number): boolean {
  const { budget, meter } = watch;
  if (budget === undefined) {
    watch.nextCheckMs = nowMs + MEMORY_INTERVAL_MS;
    return exists(watch);
  }
  const usedNs = meter.takeUsedNs(nowMs);
  if (!meter.isAlive()) return false;
  const decision = budget.charge(usedNs, nowMs);
  setStopped(watch, !decision.mayRun);
  watch.nextCheckMs = watch.isStopped
    ? decision.nextCheckMs
    : Math.min(decision.nextCheckMs, nowMs + MEMORY_INTERVAL_MS);
  return true;
}

/**
 * Open loop, for machines that do not report CPU time: lets the group run for its share of each
 * period.
 */
function checkDutyCycle(watch: Watch, nowMs: number): boolean {
  const runMs = Math.min(1, watch.vcpuShare) * QUOTA_PERIOD_MS;
  if (watch.budget === undefined || runMs >= QUOTA_PERIOD_MS) {
    watch.nextCheckMs = nowMs + PS_INTERVAL_MS;
    return true;
  }
  setStopped(watch, !watch.isStopped);
  watch.nextCheckMs = nowMs + (watch.isStopped ? QUOTA_PERIOD_MS - runMs : runMs);
  return true;
}

function setStopped(watch: Watch, isStopped: boolean): void {
  if (watch.isStopped === isStopped) return;
  watch.isStopped = isStopped;
  signal(watch, isStopped ? 'SIGSTOP' : 'SIGCONT');
}

function signal(watch: Watch, name: NodeJS.Signals): void {
  try {
    process.kill(-watch.groupId, name);
  } catch {
    // The group has ended.
  }
}

function exists({ groupId }: Watch): boolean {
  try {
    return process.kill(groupId, 0);
  } catch {
    return false;
  }
}

function askMemoryBytes(groupId: number): number {
  try {
    const text = execFileSync('ps', ['-o', 'rss=', '-p', String(groupId)], { encoding: 'utf8' });
    return Number(text.trim()) * 1024;
  } catch {
    return 0;
  }
}

main();
