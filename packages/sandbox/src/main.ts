import { createSandbox } from "./app.ts";
import { readEnvironment } from "./environment.ts";

try {
  const sandbox = await createSandbox(readEnvironment(process.env));
  console.log(`sandbox ready: ${sandbox.url}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void sandbox.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
