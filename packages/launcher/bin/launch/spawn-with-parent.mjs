import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const guard = fileURLToPath(new URL("./supervisor.mjs", import.meta.url));
let setprivWorks;

/** Whether `setpriv --pdeathsig` is here: util-linux has it, BusyBox and other systems do not. */
export function canTieWithSetpriv() {
  setprivWorks ??=
    process.platform === "linux" &&
    spawnSync("setpriv", ["--pdeathsig", "TERM", "true"], { stdio: "ignore" }).status === 0;
  return setprivWorks;
}

/**
 * Starts a command that ends when this process ends, however this process ends (kill -9 too).
 * The child gets `endWith` (a signal, SIGTERM where not given). Send the same signal to stop it sooner.
 */
export function spawnTied(command, args, { endWith = "SIGTERM", viaGuard = !canTieWithSetpriv(), ...options } = {}) {
  if (viaGuard) return spawnGuarded(command, args, { endWith, ...options });
  return spawn("setpriv", ["--pdeathsig", endWith.replace(/^SIG/, ""), "--", command, ...args], options);
}

/**
 * Starts a command in a process group of its own, held by a small process that ends the whole group when this process
 * ends or when it is told to. Reaches grandchildren too, which `setpriv` does not. What is left `graceMs` after it was
 * told to end is killed.
 */
export function spawnGuarded(command, args, settings = {}) {
  const { endWith = "SIGTERM", graceMs = 10_000, uid, gid, stdio = "pipe", ...options } = settings;
  const order = JSON.stringify({ command, args, endWith, graceMs, uid, gid });
  const given = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const child = spawn(process.execPath, [guard, order], { ...options, stdio: given.concat("pipe"), detached: true });
  // The pipe's other end is what tells the guard that this process is gone; it must not keep this process alive.
  child.stdio[3]?.unref?.();
  child.once("exit", () => endGroup(child.pid, "SIGKILL"));
  return child;
}

/** Sends a signal to a process group; one that is gone already is no error. */
export function endGroup(pid, signal) {
  if (pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
}
