// Runs one command in a process group and ends the whole group when the pipe on descriptor 3 closes or a signal comes.
import { spawn, spawnSync } from "node:child_process";
import { Socket } from "node:net";
import { constants } from "node:os";

const { command, args, stopSignal, graceMs, uid, gid } = JSON.parse(process.argv[2]);
const child = spawn(command, args, { stdio: "inherit", ...(uid === undefined ? {} : { uid, gid }) });
let ending = false;

child.once("error", (error) => {
  console.error(error.message);
  process.exitCode = 127;
  parent.destroy();
});
child.once("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

const parent = new Socket({ fd: 3 });
parent.once("close", endGroup).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, endGroup);

function endGroup() {
  if (ending) return;
  ending = true;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  process.kill(0, stopSignal);
  setTimeout(() => process.kill(0, "SIGKILL"), graceMs).unref();
}
