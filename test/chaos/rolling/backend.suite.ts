import t from "tap";
import { roll, TIMES } from "./support/roll.ts";

t.setTimeout(14 * 60_000);

t.test(`${TIMES} rolling restarts of the backend under load`, (t) => roll(t, "backend"));
