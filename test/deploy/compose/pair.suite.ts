import t from "tap";
import { requireLab } from "../../support/labs.ts";
import { openShop } from "../support/shop.ts";
import { checkCalls } from "./checks/calls.ts";
import { checkConfiguration } from "./checks/configuration.ts";
import { checkContainers } from "./checks/containers.ts";
import { checkFirstPurchase } from "./checks/first-purchase.ts";
import { checkImages } from "./checks/images.ts";
import { checkPartition } from "./checks/partition.ts";
import { checkPublishedPorts } from "./checks/published-ports.ts";
import { checkRestarts } from "./checks/restarts.ts";
import { checkUpgrade } from "./checks/upgrade.ts";
import { startDockerLab } from "./support/docker-lab.ts";
import { checkOutProject } from "./support/project.ts";

t.setTimeout(25 * 60_000);

t.test("the pair in containers, from a clean checkout", async (t) => {
  if (!(await requireLab(t, "compose"))) return;
  const lab = await startDockerLab();
  t.teardown(() => lab.close());
  const project = await checkOutProject(lab);
  t.teardown(() => project.close());
  const shop = openShop({ discord: project.visit, stripe: project.visit });

  await t.test("docker compose config", (t) => checkConfiguration(t, project));
  await project.compose("build", "--quiet");
  await t.test("images", (t) => checkImages(t, project));
  await lab.forRunning();
  await t.test("docker compose --profile sandbox up", (t) => checkFirstPurchase(t, project));
  await t.test("calls both ways, and the doctor in both images", (t) => checkCalls(t, project));
  await t.test("published ports", (t) => checkPublishedPorts(t, project));
  await t.test("containers", (t) => checkContainers(t, project));
  await t.test("each container killed", (t) => checkRestarts(t, project, shop));
  await t.test("a partition", (t) => checkPartition(t, project, shop));
  await t.test("an upgrade", (t) => checkUpgrade(t, project, shop));
  await t.test("everything that was bought arrived once", async (t) => {
    for (const buyer of shop.buyers) {
      t.same(await shop.look(buyer), { roles: ["1100000000000000011"], messages: 1, roleChanges: 1 });
    }
  });
});
