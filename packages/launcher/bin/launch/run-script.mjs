import { constants } from "node:os";
import { nodePath } from "./node-path.mjs";
import { spawnTied } from "./spawn-with-parent.mjs";

/** Runs one of the project's scripts on the pinned Node.js. Resolves with its exit status; `signals` are passed on. */
export async function runScript(root, script, args, signals) {
  const child = spawnTied(nodePath(root), ["--conditions=development", script, ...args], {
    stdio: "inherit",
    cwd: root,
  });
  const pass = (signal) => child.kill(signal);
  signals.on("signal", pass);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (...how) => resolve(how));
  });
  signals.off("signal", pass);
  return code ?? 128 + constants.signals[signal];
}
