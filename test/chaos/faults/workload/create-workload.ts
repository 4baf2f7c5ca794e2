import { RefusedError } from "../../../support/sandbox-control.ts";
import type { Random } from "../random.ts";
import { ACTIONS, type ActionName, type Scene, WEIGHTS_WITHOUT } from "./actions.ts";
import { addPerson } from "./add-person.ts";
import type { Person } from "./customer.ts";
import { livingOf } from "./read-stripe.ts";

/** People who buy and change their minds, by chance that can be repeated. */
export interface Workload {
  readonly people: readonly Person[];
  /** Lets somebody do something. @returns what it was; undefined where the sandbox refused it. */
  step(random: Random): Promise<ActionName | undefined>;
}

const SHARES = { member: 0.8, closedDms: 0.05, friendRole: 0.2 };

const WEIGHTS_WITH = Object.fromEntries(Object.entries(ACTIONS).map(([name, { weight }]) => [name, weight])) as Record<
  ActionName,
  number
>;

/** Makes so many people; some are members of the guild from the start, some take no direct messages. */
export async function createWorkload(scene: Scene, count: number): Promise<Workload> {
  const { random } = scene;
  const people: Person[] = [];
  for (let index = 0; index < count; index++) {
    const closedDms = random.chance(SHARES.closedDms);
    const member = random.chance(SHARES.member);
    const friendRole = random.chance(SHARES.friendRole);
    people.push(await addPerson(scene.control, index, { member, closedDms, friendRole }));
  }

  return {
    people,
    async step(random) {
      const person = random.pick(people);
      const living = livingOf(scene.sandbox, person).length > 0;
      const name = random.weighted<ActionName>(living ? WEIGHTS_WITH : { ...NOTHING, ...WEIGHTS_WITHOUT });
      try {
        await ACTIONS[name].act({ ...scene, random }, person);
        return name;
      } catch (error) {
        // Not everything can be done at any time: a refund after a dispute, a renewal while paused.
        if (error instanceof RefusedError) return undefined;
        throw error;
      }
    },
  };
}

const NOTHING = Object.fromEntries(Object.keys(ACTIONS).map((name) => [name, 0])) as Record<ActionName, number>;
