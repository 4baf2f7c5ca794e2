import { join } from "node:path";
import { root } from "../packages/launcher/src/root.ts";
import { provideSpec } from "./specs/provide-spec.ts";
import { specSources } from "./specs/spec-sources.ts";

const cache = join(root, ".moddy", "specs");
const local = join(root, "..", "shared", "specs");
const origin = { cache: "was there already", local: `copied from ${local}`, network: "downloaded from GitHub" };

for (const source of specSources) {
  try {
    const from = await provideSpec(source, { cache, local, fetch });
    console.log(`${join(".moddy", "specs", source.file)}: ${origin[from]}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
