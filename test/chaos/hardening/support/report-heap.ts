import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

// Preloaded into a service: reports how much of its heap is in use when the test asks, and ends with the test.
setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

process.on("message", () => {
  collectGarbage();
  process.send?.(process.memoryUsage().heapUsed);
});
process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.channel?.unref();
