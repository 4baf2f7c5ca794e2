import t from "tap";
import { roll, TIMES } from "./support/roll.ts";

t.setTimeout(14 * 60_000);

t.test(`${TIMES} rolling restarts of the bot under load`, (t) => roll(t, "bot"));
