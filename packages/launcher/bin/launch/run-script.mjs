import { constants } from "node:os";
import { nodePath } from "./node-path.mjs";
import { spawnWithParent } from "./spawn-with-parent.mjs";

/** Runs one of the project's scripts on the pinned Node.js. Forwards `signals` to it. Resolves with its exit status. */
export async function runScript(root, script, args, signals) {
  const child = spawnWithParent(nodePath(root), ["--conditions=development", script, ...args], {
    stdio: "inherit",
    cwd: root,
  });
  const forward = (signal) => child.kill(signal);
  signals.on("signal", forward);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (...how) => resolve(how));
  });
  signals.off("signal", forward);
  return code ?? 128 + constants.signals[signal];
}
