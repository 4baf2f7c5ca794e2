import { readdir, readFile, writeFile } from "node:fs/promises";
import t from "tap";
import { requireLab } from "../support/labs.ts";
import { ROOT } from "../support/spawn-node.ts";
import { attempt } from "./support/run.ts";

/** Of ten, by systemd's own measure: what a service that is broken into could still do. */
const MOST_EXPOSURE = 2.5;
/** What a service takes at most to finish what runs, in seconds. */
const SHUTDOWN_S = 20;

t.test("the units", async (t) => {
  if (!(await requireLab(t, "systemd"))) return;
  const folder = t.testdir();
  const source = `${ROOT}deploy/systemd`;
  const units = await readdir(source);
  t.same(units.toSorted(), ["moddy-backend.service", "moddy-bot.service"]);
  for (const unit of units) {
    const text = await readFile(`${source}/${unit}`, "utf8");
    // What a unit starts has to be there, or systemd-analyze complains.
    const file = `${folder}/${unit}`;
    await writeFile(file, text.replaceAll("/opt/moddy/", ROOT));
    const verified = await attempt(["systemd-analyze", "verify", file]);
    t.match(verified, { status: 0, stderr: "", stdout: "" }, `${unit} is right`);
    const threshold = `--threshold=${MOST_EXPOSURE * 10}`;
    const judged = await attempt(["systemd-analyze", "security", "--offline=true", "--no-pager", threshold, file]);
    t.equal(judged.status, 0, `${unit} shuts in what it starts: ${judged.stdout.trim().split("\n").at(-1)}`);
    t.match(text, /^Restart=always$/m, `${unit} starts again whatever happens`);
    const stop = Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]);
    t.ok(stop > SHUTDOWN_S, `${unit} waits until what runs is finished`);
  }
});
