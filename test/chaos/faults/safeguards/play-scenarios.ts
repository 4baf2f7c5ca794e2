import { createControl } from "../../../support/sandbox-control.ts";
import { until } from "../../../support/until.ts";
import type { Finding } from "../checks/check-messages.ts";
import { checkOutcome } from "../checks/check-outcome.ts";
import type { Safeguard } from "../entries/source-patches.ts";
import { createRandom } from "../random.ts";
import { settle } from "../rig/settle.ts";
import { startRig } from "../rig/start-rig.ts";
import { addPerson } from "../workload/add-person.ts";
import { SCENARIOS } from "./scenarios.ts";

/**
 * Plays scenarios one after the other and judges what came of them.
 * @param without the safeguard that is taken out of the product beforehand.
 */
export async function playScenarios(names: readonly Safeguard[], without?: Safeguard): Promise<readonly Finding[]> {
  const random = createRandom(1);
  const env = without && { [SCENARIOS[without].service]: { FAULTS_WITHOUT: without } };
  const rig = await startRig({ random, rateLimits: false, ...(env && { env }) });
  try {
    await until("the bot has a gateway session", () => rig.sandbox.discord.gateway.sessions().length > 0);
    const scene = { sandbox: rig.sandbox, control: createControl(rig.sandbox.url), random };
    const people = [];
    for (const [index, name] of names.entries()) {
      const person = await addPerson(scene.control, index, { member: true });
      people.push(person);
      // A join makes the backend send roles, which would repair what the scenario breaks.
      await settle(rig);
      await SCENARIOS[name].play({ rig, scene, person });
      await settle(rig);
    }
    return (await checkOutcome(rig, people)).findings;
  } finally {
    await rig.close();
  }
}
