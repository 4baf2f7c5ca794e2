import t from "tap";
import { rollService, TIMES } from "./support/roll-service.ts";

t.setTimeout(14 * 60_000);

t.test(`${TIMES} rolling restarts of the backend under load`, (t) => rollService(t, "backend"));
