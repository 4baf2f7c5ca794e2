import { Session } from "node:inspector/promises";
import { createBearerCheck } from "../../src/server/check-bearer.ts";

/** Prints, for each Authorization header given as an argument, how often each block of the bearer check ran. */
const [current = "", previous = "", ...headers] = process.argv.slice(2);
const check = createBearerCheck({ current, previous });
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

async function trace(authorization: string): Promise<unknown> {
  await session.post("Profiler.takePreciseCoverage");
  try {
    check({ headersDistinct: { authorization: [authorization] } } as never);
  } catch {
    // It refuses; only the code that ran matters here.
  }
  const { result } = await session.post("Profiler.takePreciseCoverage");
  return result.find(({ url }) => url.endsWith("/check-bearer.ts"))?.functions;
}

// Functions that ran once already are optimised no differently by then.
await trace("Bearer warm-up");
const traces: unknown[] = [];
for (const authorization of headers) traces.push(await trace(authorization));
console.log(JSON.stringify(traces));
session.disconnect();
