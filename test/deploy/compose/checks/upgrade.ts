import { mkdir, writeFile } from "node:fs/promises";
import type { Test } from "tap";
import { until } from "../../../support/until.ts";
import type { Shop } from "../../support/shop.ts";
import type { Project } from "../support/project.ts";
import { CONTAINERS, healthy } from "./containers.ts";

const NEXT = "99.0.0";

/** The next version comes while the old one still runs, both at work; then the old one goes. */
export async function checkUpgrade(t: Test, project: Project, shop: Shop): Promise<void> {
  await makeNext(project);
  const identifies = await shop.identifies();
  for (const service of ["backend", "bot"] as const) {
    await t.test(`${service} ${NEXT} beside the one that runs`, async (t) => {
      await project.docker("tag", `moddy-${service}:next`, `moddy-${service}`);
      const next = await project.compose("run", "--detach", "--no-deps", "--use-aliases", service);
      await until(
        `${service} ${NEXT} healthy`,
        async () => {
          return (await project.docker("inspect", "--format", "{{.State.Health.Status}}", next)) === "healthy";
        },
        CONTAINERS,
      );
      const [both, alone] = [await shop.buy(), await shop.buy()];
      await Promise.all([shop.arrived(both), shop.arrived(alone)]);
      t.pass("with both alive, purchases arrive");
      // Compose puts the container of the new image in the place of the old one.
      const during = await shop.buy();
      await project.compose("up", "--detach", "--no-deps", "--no-build", service);
      await healthy(project, service);
      await project.docker("stop", "--time", "25", next);
      t.equal(await project.docker("inspect", "--format", "{{.State.ExitCode}}", next), "0");
      await project.docker("rm", next);
      await shop.arrived(during);
      const after = await shop.buy();
      await shop.arrived(after);
      const manifest = await project.exec(service, "cat", "package.json");
      t.match(JSON.parse(manifest), { version: NEXT });
    });
  }
  t.ok((await shop.identifies()) <= identifies + 1, "the gateway session was handed over, not begun anew each time");
}

/** The next version is this one under another number. */
async function makeNext(project: Project): Promise<void> {
  for (const service of ["backend", "bot"]) {
    const folder = `${project.folder}/next-${service}`;
    await mkdir(folder);
    const version = `RUN node -e 'const fs = require("fs"), f = "/app/package.json", p = JSON.parse(fs.readFileSync(f)); p.version = "${NEXT}"; fs.writeFileSync(f, JSON.stringify(p))'`;
    await writeFile(`${folder}/Dockerfile`, `FROM moddy-${service}\nUSER root\n${version}\nUSER node\n`);
    await project.docker("build", "--quiet", "--network=host", "--tag", `moddy-${service}:next`, folder);
  }
}
