import { fileURLToPath } from "node:url";

/** The top folder of the workspace, without a slash at its end. */
export const root: string = fileURLToPath(new URL("../../..", import.meta.url)).replace(/[/\\]$/, "");
