import { createInterface } from "node:readline";
import { spawnNode, stop, type Variables } from "./spawn-node.ts";

/** Starts a script as a process of its own and waits until it says that it is ready. Returns what ends it. */
export async function startProcess(
  script: string,
  args: readonly string[],
  options: { command: readonly string[]; env: Variables },
): Promise<() => Promise<void>> {
  const child = spawnNode(script, args, options);
  await new Promise<void>((resolve, reject) => {
    if (child.stdout === null) throw new Error("The process has no output.");
    createInterface({ input: child.stdout }).on("line", (line) => / ready/.test(line) && resolve());
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code}.`)));
  });
  return () => stop(child);
}
