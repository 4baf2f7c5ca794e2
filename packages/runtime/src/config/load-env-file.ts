import { config } from "dotenv";

/** Adds the variables of a file, if it exists, to an environment. Variables that are already set stay. */
export function loadEnvFile(path: string, env: NodeJS.ProcessEnv): void {
  config({ path, quiet: true, processEnv: env });
}
