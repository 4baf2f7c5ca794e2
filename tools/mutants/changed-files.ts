import { execFileSync } from "node:child_process";

/** The files that differ from a revision, committed or not, and those that git does not know yet. */
export function changedFiles(root: string, revision: string): Set<string> {
  const git = (...args: string[]) => {
    try {
      return execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      const { stderr } = error as { stderr?: string };
      throw new Error(`git cannot tell what changed since ${revision}: ${stderr?.trim() ?? String(error)}`, {
        cause: error,
      });
    }
  };
  const tracked = git("diff", "--name-only", "--relative", revision, "--");
  const untracked = git("ls-files", "--others", "--exclude-standard");
  return new Set(`${tracked}${untracked}`.split("\n").filter(Boolean));
}
