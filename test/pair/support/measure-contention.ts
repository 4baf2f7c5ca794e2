import { readFileSync } from "node:fs";

/** Nanoseconds that this thread has run, and has waited for a processor. Source: Linux, Documentation/scheduler/sched-stats. */
function readSchedule(): { ran: number; waited: number } {
  try {
    const [ran = 0, waited = 0] = readFileSync("/proc/self/schedstat", "utf8").split(" ").map(Number);
    return { ran, waited };
  } catch {
    return { ran: 0, waited: 0 };
  }
}

/**
 * Begins to measure how much of the time in which it had something to do this thread had to wait for a processor.
 * @returns what gives the share since then, from 0 to 1; 0 where the system does not tell.
 */
export function measureContention(): () => number {
  const before = readSchedule();
  return () => {
    const { ran, waited } = readSchedule();
    const all = ran - before.ran + waited - before.waited;
    return all > 0 ? (waited - before.waited) / all : 0;
  };
}
