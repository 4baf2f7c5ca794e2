import { config } from "dotenv";

/** Adds the variables of a file, if it is there, to those of an environment; what is set already stays. */
export function loadEnvFile(path: string, env: NodeJS.ProcessEnv): void {
  config({ path, quiet: true, processEnv: env });
}
