import { runTool } from "./run-tool.ts";

const paths = process.argv.slice(2);
process.exitCode = await runTool("biome", ["check", "--write", ...(paths.length > 0 ? paths : ["."])]);
