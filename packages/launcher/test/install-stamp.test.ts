import { cpSync, readlinkSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t, { type Test } from "tap";
import { readInstall, recordInstall } from "../bin/launch/install-stamp.mjs";
import { relinkTap } from "../bin/launch/relink-tap.mjs";

const coreInPnpm = join(".pnpm", "@tapjs+core@1.0.0", "node_modules", "@tapjs", "core");

t.test("an install is current until a package.json changes", async (t) => {
  const root = makeTree(t);
  t.equal(readInstall(root), "missing");
  recordInstall(root);
  t.equal(readInstall(root), "current");
  writeFileSync(join(root, "packages", "one", "package.json"), '{ "name": "one" }');
  t.equal(readInstall(root), "missing");
});

t.test("a tree that was copied or renamed knows that its install is from elsewhere", async (t) => {
  const root = makeTree(t);
  recordInstall(root);
  const copy = join(t.testdirName, "copy");
  cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  t.equal(readInstall(copy), "moved");
  t.equal(readInstall(root), "current");
  recordInstall(copy);
  t.equal(readInstall(copy), "current");
  const renamed = join(t.testdirName, "renamed");
  renameSync(root, renamed);
  t.equal(readInstall(renamed), "moved");
});

t.test("tap's link leads into the tree that it is in, also after the next move", async (t) => {
  const root = makeTree(t);
  const link = join(root, ".tap", "plugins", "node_modules", "@tapjs", "core");
  relinkTap(root);
  const relative = join("..", "..", "..", "..", "node_modules", coreInPnpm);
  t.equal(readlinkSync(link), relative);
  relinkTap(root);
  t.equal(readlinkSync(link), relative, "a second time changes nothing");
});

t.test("a tree without tap has nothing to relink", async (t) => {
  t.doesNotThrow(() => relinkTap(t.testdir({})));
});

/** An installed tree whose tap points to where the tree was before. */
function makeTree(t: Test): string {
  const top = t.testdir({
    tree: {
      "package.json": "{}",
      packages: { one: { "package.json": "{}" } },
      node_modules: { ".bin": { node: "" } },
      ".tap": {
        plugins: {
          node_modules: { "@tapjs": { core: t.fixture("symlink", join("/before", "node_modules", coreInPnpm)) } },
        },
      },
    },
  });
  return join(top, "tree");
}
