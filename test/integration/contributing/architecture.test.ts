import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { ROOT } from "../../support/spawn-node.ts";
import { findImports, leadsTo } from "./support/find-imports.ts";

const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
const chapter = page.split("## The payment's way\n")[1]?.split(/^## /m)[0] ?? "";
const way = [...chapter.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file = ""]) => file);

t.test("the payment's way names files that are there, each once", async (t) => {
  t.ok(way.length > 15);
  t.equal(new Set(way).size, way.length);
  for (const file of way) t.ok(existsSync(join(ROOT, file)), file);
});

t.test("imports lead to each file of the payment's way from the one that begins its part", async (t) => {
  const imports = findImports();
  // The other service is called over HTTP; everything else is reached by imports.
  const starts = ["packages/backend/src/main.ts", "packages/bot/src/app.ts"];
  let start = "";
  for (const file of way) {
    if (starts.includes(file)) start = file;
    else t.ok(leadsTo(imports, start, file) || leadsTo(imports, starts[0] ?? "", file), `${start} leads to ${file}`);
  }
  t.equal(start, starts[1], "both services are on the way");
});
