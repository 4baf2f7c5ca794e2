import type { Test } from "tap";
import type { Shop } from "../../support/shop.ts";
import type { Project } from "../support/project.ts";
import { crash, healthy } from "./containers.ts";

/** Every container is killed and comes again by itself; what is bought in between arrives. */
export async function checkRestarts(t: Test, project: Project, shop: Shop): Promise<void> {
  for (const service of ["bot", "backend", "postgres"] as const) {
    await t.test(`${service} is killed twice`, async (t) => {
      const crashed = crash(project, service);
      const during = await shop.buy();
      await crashed;
      await shop.arrived(during);
      t.pass("what was bought while it crashed arrives");
      await healthy(project, service);
      await project.compose("kill", service);
      const away = await shop.buy();
      await project.compose("start", service);
      await shop.arrived(away);
      t.pass("what was bought while it was away arrives");
      for (const name of ["postgres", "backend", "bot"] as const) await healthy(project, name);
    });
  }
}
