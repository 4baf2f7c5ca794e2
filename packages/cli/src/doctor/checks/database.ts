import type { Check } from "../check.ts";
import { bad, type Finding, ok } from "../finding.ts";

function explain(code: string): Finding {
  const found = `PostgreSQL does not let us in (${code})`;
  const fix = "Correct DATABASE_URL.";
  switch (code) {
    case "3D000":
      return bad(
        "database_missing",
        found,
        "The database that DATABASE_URL names does not exist.",
        "Start the service once, which makes it where its role may, or run `createdb`.",
      );
    case "28P01":
    case "28000":
      return bad(
        "database_refused",
        found,
        "The user or the password in DATABASE_URL is wrong, or pg_hba.conf forbids it.",
        fix,
      );
    case "53300":
      return bad(
        "database_full",
        found,
        "Every connection of the server is taken.",
        "Raise max_connections, or stop what holds them.",
      );
    case "57P03":
      return bad(
        "database_starting",
        found,
        "PostgreSQL is starting up or shutting down.",
        "Wait some seconds and run this again.",
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return bad(
        "database_unresolved",
        `the host in DATABASE_URL does not resolve (${code})`,
        "The name is wrong or of another network.",
        fix,
      );
    case "ECONNREFUSED":
    case "ENOENT":
      return bad(
        "database_down",
        `PostgreSQL cannot be reached (${code})`,
        "It is not running, or DATABASE_URL names another host or port.",
        `Start PostgreSQL. ${fix}`,
      );
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return bad(
        "database_filtered",
        `PostgreSQL does not answer (${code})`,
        "A firewall drops it, or it is in another network.",
        `Open its port for this host. ${fix}`,
      );
    default:
      return bad(
        "database_failed",
        found,
        "The connection or a query failed.",
        "Look the code up in PostgreSQL's list of error codes.",
      );
  }
}

/** Whether our database lets us in. */
export const database: Check = {
  id: "database",
  title: "database",
  run: async ({ lookAtDatabase }) => {
    const look = await lookAtDatabase();
    return look.kind === "failed" ? explain(look.code) : ok(`PostgreSQL ${look.serverVersion}`);
  },
};
