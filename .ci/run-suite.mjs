import { spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareAssertions } from "./assertions.mjs";

/**
 * @typedef {object} Result
 * @property {import("./suites.mjs").Suite} suite
 * @property {string} log
 * @property {number | string} status The exit status, or the signal that ended it.
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds
 * @property {number} cpuSeconds What its processes computed, as far as they were waited for.
 * @property {string[]} notes What a person has to know beside the numbers.
 */

const folder = mkdtempSync(join(tmpdir(), "moddy-ci-"));
const KILL_AFTER_MS = 60_000;
const running = new Set();

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    for (const pid of running) end(pid, "SIGTERM");
    process.exit(1);
  });
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function end(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/**
 * Runs a suite to its end, its output going to a file.
 * @param {import("./suites.mjs").Suite} suite
 * @returns {Promise<Result>}
 */
export async function runSuite(suite) {
  const file = join(folder, `${suite.name}.log`);
  const log = createWriteStream(file);
  const started = Date.now();
  const script = `TIMEFORMAT='# cpu %U %S'; time { ${suite.command}; }`;
  const child = spawn("bash", ["-uo", "pipefail", "-c", script], { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child.pid);
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  let isLate = false;
  const timers = [setTimeout(late, suite.minutes * 60_000)];
  function late() {
    isLate = true;
    end(child.pid, "SIGTERM");
    timers.push(setTimeout(() => end(child.pid, "SIGKILL"), KILL_AFTER_MS));
  }
  const status = await new Promise((resolve) => child.once("close", (code, signal) => resolve(signal ?? code)));
  for (const timer of timers) clearTimeout(timer);
  // What it started and left behind.
  end(child.pid, "SIGKILL");
  running.delete(child.pid);
  await new Promise((resolve) => log.end(resolve));
  const text = readFileSync(file, "utf8");
  return resultOf({ suite, log: text, status, isLate, seconds: Math.round((Date.now() - started) / 1000) });
}

/** What a finished suite came to. */
function resultOf({ suite, log, status, isLate, seconds }) {
  const [user = 0, system = 0] = (/^# cpu ([\d.]+) ([\d.]+)$/m.exec(log) ?? []).slice(1).map(Number);
  const cpuSeconds = Math.round(user + system);
  const notes = [];
  const counts = count(log, status);
  if (isLate) notes.push(`ended after ${suite.minutes} minutes`);
  if (isLate && suite.mayStop)
    return { suite, log, status, seconds, cpuSeconds, notes, passed: 0, failed: 0, skipped: 1 };
  const lost = compareAssertions(suite.name, counts);
  if (lost) notes.push(lost);
  const failed = counts.failed + (lost ? 1 : 0);
  return { suite, log, status, seconds, cpuSeconds, notes, ...counts, failed };
}

/**
 * tap ends with `# { total: 12, pass: 10, fail: 1, skip: 1 }`; what is zero is left out. Another command counts as one. A
 * status that the count does not explain is one more failure; so is a run of tap without a single assertion.
 */
function count(log, status) {
  const line = log.match(/^# \{ total: [^}]*\}/gm)?.at(-1);
  const read = (name) => Number(new RegExp(`\\b${name}: (\\d+)`).exec(line ?? "")?.[1] ?? 0);
  const isSkipped = line === undefined && status === 0 && /^skipped: /m.test(log);
  const passed = line === undefined ? Number(status === 0 && !isSkipped) : read("pass");
  const failed = read("fail");
  const unexplained = failed === 0 && (status !== 0 || (line !== undefined && passed === 0 && read("skip") === 0));
  return { passed, failed: unexplained ? 1 : failed, skipped: read("skip") + read("todo") + Number(isSkipped) };
}
