import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawnWithParent } from "../../packages/launcher/bin/launch/spawn-with-parent.mjs";
import { root } from "../../packages/launcher/src/root.ts";
import { answers, waitFor } from "../../packages/launcher/src/wait-for.ts";

/** A process of the pair. */
export interface ProcessOptions {
  readonly name: "sandbox" | "backend" | "bot";
  readonly env: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly folder: string;
  /** Answers with 200 as soon as it is ready. */
  readonly readyUrl: string;
}

const PATIENCE_MS = 60_000;

/** Starts a service as `npm start` does, its log going to a file; resolves when it is ready. */
export async function startProcess({ name, env, folder, readyUrl }: ProcessOptions): Promise<AsyncDisposable> {
  const main = join(root, "packages", name, "src", "main.ts");
  const logFile = join(folder, `${name}.log`);
  const log = openSync(logFile, "a");
  const flags = ["--conditions=development", "--disable-warning=ExperimentalWarning"];
  const child = spawnWithParent(process.execPath, [...flags, main], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const exit = once(child, "exit");
  const gone = new AbortController();
  void exit.then(() => gone.abort(new Error(`The ${name} ended:\n${readFileSync(logFile, "utf8").slice(-4_000)}`)));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exit;
  };
  try {
    const { signal } = gone;
    await waitFor(`Waited for the ${name}`, () => answers(readyUrl, signal), { timeoutMs: PATIENCE_MS, signal });
  } catch (error) {
    await stop();
    throw gone.signal.aborted ? gone.signal.reason : error;
  }
  return { [Symbol.asyncDispose]: stop };
}
