import { flushCompileCache } from "node:module";
import process from "node:process";
import type { Command, Report } from "./commands.ts";

/** Makes a service's steps obey the harness, and its process end together with it. */
export function handleCommands(): { step: (name: string) => Promise<void>; tell: (notice: Report) => void } {
  let armed: Extract<Command, { step: string }>[] = [];
  let released = Promise.withResolvers<void>();
  const tell = (notice: Report): void => {
    // A process that ends by SIGKILL would never write it, and each start would compile everything anew.
    if (notice.kind === "ready") flushCompileCache();
    process.send?.(notice);
  };
  const die = (): void => void process.kill(process.pid, "SIGKILL");

  process.on("message", (order: Command) => {
    if (order.kind === "release") {
      armed = [];
      released.resolve();
      released = Promise.withResolvers<void>();
    } else armed.push({ ...order });
    tell({ kind: "obeyed" });
  });
  process.once("disconnect", die);

  const reaches = (name: string): Extract<Command, { step: string }> | undefined => {
    const order = armed.find(({ step }) => step === name);
    if (!order) return undefined;
    const others = armed.filter((each) => each !== order);
    armed = order.hit > 1 ? [...others, { ...order, hit: order.hit - 1 }] : others;
    return order.hit > 1 ? undefined : order;
  };
  return {
    tell,
    async step(name) {
      const order = reaches(name);
      if (order?.kind === "arm") die();
      if (order?.kind !== "hold") return;
      tell({ kind: "held", step: name });
      await released.promise;
    },
  };
}
