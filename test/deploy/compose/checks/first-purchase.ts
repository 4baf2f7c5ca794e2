import type { Test } from "tap";
import type { Project } from "../support/project.ts";

/** The steps that `npm start` shows too, in the only order that they can have. */
const STEPS = ["purchase", "Stripe event", "stored", "delivery", "outcome", "read back"];

/** `docker compose --profile sandbox up`: a member buys, and every step to Discord is shown. */
export async function checkFirstPurchase(t: Test, project: Project): Promise<void> {
  await project.compose("up", "--detach", "--no-build");
  const id = await project.idOf("first-purchase");
  const status = await project.docker("wait", id);
  const output = await project.docker("logs", id);
  t.equal(status, "0", "the container of the first purchase ends with 0");
  t.comment(output);
  const lines = output.split("\n");
  const places = STEPS.map((step) => lines.findIndex((line) => new RegExp(`^ *[\\d.]+ s  ${step} `).test(line)));
  t.notOk(places.includes(-1), `it tells ${STEPS.join(", ")}`);
  t.same(
    places,
    places.toSorted((left, right) => left - right),
    "in this order",
  );
  t.match(output, /now has the role Premium/);
  t.match(output, /to ada: “/);
  t.match(lines.at(-1), /^ok: ada paid, has the role Premium and was told so/);
}
