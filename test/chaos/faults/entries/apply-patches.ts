import { registerHooks } from "node:module";
import process from "node:process";
import { type Safeguard, SOURCE_PATCHES } from "./source-patches.ts";

const name = process.env["FAULTS_WITHOUT"];
const patches = name === undefined ? [] : SOURCE_PATCHES[name as Safeguard];
const left = new Set(patches);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const mine = [...left].filter(({ file }) => url.endsWith(`/packages/${file}`));
    if (mine.length === 0) return loaded;
    if (!(loaded.source instanceof Uint8Array) && typeof loaded.source !== "string")
      throw new Error(`${url} has no source`);
    let source = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
    for (const cut of mine) {
      if (!source.includes(cut.find)) throw new Error(`${cut.file} no longer holds: ${cut.find}`);
      source = source.replace(cut.find, () => cut.put);
      left.delete(cut);
    }
    return { ...loaded, source };
  },
});
