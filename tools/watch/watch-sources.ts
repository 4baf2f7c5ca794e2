import { EventEmitter, once } from "node:events";
import { type FSWatcher, globSync, watch } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["packages/*/src", "packages/*/test", "test", "tools"];
/** An editor saves in several steps, and `git checkout` changes many files. */
const SETTLE_MS = 100;

export interface SourceWatch extends Disposable {
  /** Resolves after the next change of a source or a test, once no more follow. */
  nextChange: () => Promise<unknown>;
}

/** Watches the sources and tests of the tree. */
export function watchSources(root: string): SourceWatch {
  const changes = new EventEmitter();
  let settled: NodeJS.Timeout | undefined;
  const note = (): void => {
    clearTimeout(settled);
    settled = setTimeout(() => changes.emit("change"), SETTLE_MS);
  };
  const watchers: FSWatcher[] = globSync(FOLDERS, { cwd: root }).map((folder) =>
    watch(join(root, folder), { recursive: true }, (_, file) => file !== null && isSource(file) && note()),
  );
  return {
    nextChange: () => once(changes, "change"),
    [Symbol.dispose]() {
      clearTimeout(settled);
      for (const watcher of watchers) watcher.close();
    },
  };
}

/** Test fixtures (`t.testdir`) come and go below .tap and are none. */
function isSource(file: string): boolean {
  return /\.(ts|mts|mjs|json|py|md)$/.test(file) && !file.includes("node_modules") && !file.includes(".tap");
}
