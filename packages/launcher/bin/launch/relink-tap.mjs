import { readlinkSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Points tap's link to its own core into this tree. tap writes an absolute path: in a copied tree it leads to the old one,
 * and two copies of tap then run at once.
 */
export function relinkTap(root) {
  const link = join(root, ".tap", "plugins", "node_modules", "@tapjs", "core");
  const [, inNodeModules] = /[/\\]node_modules[/\\](\.pnpm[/\\].*)/.exec(readLink(link)) ?? [];
  if (!inNodeModules) return;
  rmSync(link);
  symlinkSync(relative(dirname(link), join(root, "node_modules", inNodeModules)), link);
}

/** Empty where there is no link: the tests were not installed. */
function readLink(path) {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
