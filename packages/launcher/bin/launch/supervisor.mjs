// Holds a process group: runs one command in it and ends all of it when the pipe on descriptor 3 closes or a signal comes.
import { spawn, spawnSync } from "node:child_process";
import { Socket } from "node:net";
import { constants } from "node:os";

const { command, args, endWith, graceMs, uid, gid } = JSON.parse(process.argv[2]);
const child = spawn(command, args, { stdio: "inherit", ...(uid === undefined ? {} : { uid, gid }) });
let ending = false;

child.once("error", (error) => {
  console.error(error.message);
  process.exitCode = 127;
  parent.destroy();
});
child.once("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

const parent = new Socket({ fd: 3 });
parent.once("close", endAll).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"]) process.on(signal, endAll);

function endAll() {
  if (ending) return;
  ending = true;
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  process.kill(0, endWith);
  setTimeout(() => process.kill(0, "SIGKILL"), graceMs).unref();
}
