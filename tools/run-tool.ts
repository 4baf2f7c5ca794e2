import { constants } from "node:os";
import { join } from "node:path";
import { spawnSupervised } from "../packages/launcher/bin/launch/spawn-with-parent.mjs";
import { root } from "../packages/launcher/src/root.ts";

export interface ToolOptions {
  env?: NodeJS.ProcessEnv;
  /** Its request to stop is passed on to the tool, which then ends by itself. */
  signal?: AbortSignal;
}

export interface ToolResult {
  status: number;
  output: string;
}

/** Runs a program of node_modules/.bin with this process's input and output. Resolves with its exit status. */
export async function runTool(name: string, args: readonly string[], options: ToolOptions = {}): Promise<number> {
  return (await run(name, args, "inherit", options)).status;
}

/** Runs a program of node_modules/.bin and keeps what it says. */
export async function captureTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  return await run(name, args, "pipe", options);
}

async function run(name: string, args: readonly string[], output: "inherit" | "pipe", options: ToolOptions) {
  const { env = process.env, signal } = options;
  const child = spawnSupervised(join(root, "node_modules", ".bin", name), args, {
    cwd: root,
    env,
    stdio: ["ignore", output, output],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (text) => said.push(text));
  const stop = () => child.kill("SIGTERM");
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop);
  const status = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, by) => resolve(code ?? 128 + (by ? constants.signals[by] : 0)));
  });
  signal?.removeEventListener("abort", stop);
  return { status, output: said.join("") };
}
