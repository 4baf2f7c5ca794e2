import { readFileSync } from "node:fs";
import { join } from "node:path";
import { explainFailure } from "./explain-failure.mjs";
import { showProgress } from "./show-progress.mjs";
import { spawnSupervised } from "./spawn-with-parent.mjs";

/**
 * Installs what the lockfile names, with the pnpm that package.json names. Rejects with a message to show. `signal` ends it
 * and every process that it started.
 */
export async function install(root, signal) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const args = ["-y", packageManager, "install", "--frozen-lockfile", "--reporter=append-only"];
  const child = spawnSupervised(process.platform === "win32" ? "npx.cmd" : "npx", args, {
    cwd: root,
    env: installEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    graceMs: 2_000,
  });
  const progress = showProgress(`Installing with ${packageManager}`);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output = (output + text).slice(-20_000);
      progress.read(text);
    });
  }
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const code = await new Promise((resolve) => child.once("close", resolve));
  progress.end(code === 0);
  if (signal.aborted) throw new Error("Stopped while installing; the next start continues.");
  if (code !== 0) throw new Error(explainFailure(output));
}

/** The environment without the variables of an outer `npm start`: a nested npm would take them for its own. */
function installEnvironment() {
  const own = /^(npm_(lifecycle|package|command|node|execpath|config_(local|global)_prefix)|INIT_CWD$|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), CI: "true" };
}
