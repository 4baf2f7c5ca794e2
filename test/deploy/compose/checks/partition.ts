import type { Test } from "tap";
import { until } from "../../../support/until.ts";
import { run } from "../../support/run.ts";
import type { Shop } from "../../support/shop.ts";
import type { Project } from "../support/project.ts";
import { CONTAINERS, healthy } from "./containers.ts";

const NETWORK = "moddy-suite_private";
const NAMES = { bot: "moddy.railway.internal", backend: "website-backend.railway.internal" } as const;

/** The private network goes away under one service, then between the two alone, and comes back. */
export async function checkPartition(t: Test, project: Project, shop: Shop): Promise<void> {
  for (const service of ["bot", "backend"] as const) {
    await t.test(`${service} loses the private network, the database with it`, async (t) => {
      const id = await project.idOf(service);
      await project.docker("network", "disconnect", NETWORK, id);
      const bought = await shop.buy();
      const { messages, roles } = await shop.look(bought);
      t.same({ messages, roles }, { messages: 0, roles: [] }, "nothing arrives meanwhile");
      await project.docker("network", "connect", "--alias", service, "--alias", NAMES[service], NETWORK, id);
      await shop.arrived(bought);
      await healthy(project, service);
      t.pass("healed, it arrives");
    });
  }
  await t.test("the two lose each other alone", async (t) => {
    const pid = await project.inspect("backend", "{{.State.Pid}}");
    const peer = `(index .NetworkSettings.Networks "${NETWORK}")`;
    const addresses = await project.inspect("bot", `{{${peer}.GlobalIPv6Address}} {{${peer}.IPAddress}}`);
    const route = async (change: "add" | "del") => {
      for (const address of addresses.split(" ")) {
        await run(["nsenter", "-t", pid, "-n", "ip", "route", change, "blackhole", address]);
      }
    };
    await route("add");
    const bought = await shop.buy();
    await until("the backend hears of the purchase", async () => (await pending(project, bought)) > 0, CONTAINERS);
    const { messages, roles } = await shop.look(bought);
    t.same({ messages, roles }, { messages: 0, roles: [] }, "nothing arrives meanwhile");
    await route("del");
    await shop.arrived(bought);
    t.pass("healed, it arrives");
  });
}

const COUNT = "select count(*) from deliveries where state = 'pending' and discord_id =";

async function pending(project: Project, discordId: string): Promise<number> {
  const query = ["psql", "-U", "postgres", "-d", "moddy_backend", "-Atc", `${COUNT} '${discordId}'`];
  return Number(await project.exec("postgres", "setpriv", "--reuid=postgres", "--clear-groups", ...query));
}
