import { join } from "node:path";

/** The Node.js that the project pins, whichever version started the launcher. */
export function nodePath(root) {
  return join(root, "node_modules", ".bin", process.platform === "win32" ? "node.CMD" : "node");
}
