import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../error-code';

/** How long a process may take to end on SIGTERM before its whole group is killed. */
const graceMilliseconds = 3_000;
const pollMilliseconds = 25;

/**
 * Ends the process that leads group `pid`, and then whatever is left of the group. A function that hangs keeps the
 * emulator from ending by itself.
 */
export async function stopGroup(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + graceMilliseconds;
  while (isRunning(pid) && Date.now() < deadline) await sleep(pollMilliseconds);
  signal(-pid, 'SIGKILL');
}

export function isRunning(pid: number): boolean {
  return signal(pid, 0);
}

/** Whether there was a process to signal. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    // EPERM: the id is somebody else's by now.
    if (['ESRCH', 'EPERM'].includes(String(errorCode(error)))) return false;
    throw error;
  }
}
