import t from "tap";
import { nextStep } from "../../src/secret/rotate/next-step.ts";

t.test("the next step of a rotation, by what both sides accept", async (t) => {
  const side = (service: "bot" | "backend", accepts: Parameters<typeof nextStep>[0][number]["accepts"]) => ({
    service,
    accepts,
    reachesPeer: true,
    problem: undefined,
  });
  for (const [bot, backend, step] of [
    ["old", "old", "add"],
    ["both", "old", "add"],
    ["both", "unreachable", "add"],
    ["new", "old", "add"],
    ["both", "both", "remove"],
    ["new", "both", "remove"],
    ["both", "new", "remove"],
    ["new", "new", "done"],
    ["neither", "new", "lost"],
    ["old", "neither", "lost"],
  ] as const) {
    t.equal(nextStep([side("bot", bot), side("backend", backend)]), step, `${bot}, ${backend}`);
  }
});
