import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const supervisor = fileURLToPath(new URL("./supervisor.mjs", import.meta.url));
let setprivWorks;

/** Whether `setpriv --pdeathsig` works here: util-linux has it, BusyBox and other systems do not. */
function hasSetpriv() {
  setprivWorks ??=
    process.platform === "linux" &&
    spawnSync("setpriv", ["--pdeathsig", "TERM", "true"], { stdio: "ignore" }).status === 0;
  return setprivWorks;
}

/**
 * Starts a command that ends when this process ends, even by kill -9: the child then gets `stopSignal` (SIGTERM by
 * default). Send the same signal to stop it sooner.
 */
export function spawnWithParent(
  command,
  args,
  { stopSignal = "SIGTERM", useSupervisor = !hasSetpriv(), ...options } = {},
) {
  if (useSupervisor) return spawnSupervised(command, args, { stopSignal, ...options });
  return spawn("setpriv", ["--pdeathsig", stopSignal.replace(/^SIG/, ""), "--", command, ...args], options);
}

/**
 * Starts a command in a process group of its own, below a small supervisor process. The supervisor ends the whole group,
 * grandchildren too (which `setpriv` does not reach), when this process ends or when it gets a signal. It kills what still
 * runs after `graceMs`.
 */
export function spawnSupervised(command, args, options = {}) {
  const { stopSignal = "SIGTERM", graceMs = 10_000, uid, gid, stdio = "pipe", ...rest } = options;
  const settings = JSON.stringify({ command, args, stopSignal, graceMs, uid, gid });
  const given = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const child = spawn(process.execPath, [supervisor, settings], {
    ...rest,
    stdio: given.concat("pipe"),
    detached: true,
  });
  // The supervisor notices the end of this process by this pipe's end. The pipe must not keep this process alive.
  child.stdio[3]?.unref?.();
  child.once("exit", () => killGroup(child.pid));
  return child;
}

/** Kills a process group, if it still exists. */
function killGroup(pid) {
  if (pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
}
