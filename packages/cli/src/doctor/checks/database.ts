import type { Check } from "../check.ts";
import { bad, type Finding, ok } from "../finding.ts";

function explain(code: string): Finding {
  const found = `PostgreSQL rejects the connection (${code})`;
  const fix = "Correct DATABASE_URL.";
  switch (code) {
    case "3D000": {
      const cause = "The database that DATABASE_URL names does not exist.";
      const create = "Start the service once: it creates the database if its role may. Otherwise run `createdb`.";
      return bad("database_missing", found, cause, create);
    }
    case "28P01":
    case "28000": {
      const cause = "The user or the password in DATABASE_URL is wrong, or pg_hba.conf forbids the login.";
      return bad("database_refused", found, cause, fix);
    }
    case "53300": {
      const cause = "All connections of the server are in use.";
      return bad("database_full", found, cause, "Raise max_connections, or stop what uses the connections.");
    }
    case "57P03": {
      const cause = "PostgreSQL is starting up or shutting down.";
      return bad("database_starting", found, cause, "Wait some seconds and run this again.");
    }
    case "ENOTFOUND":
    case "EAI_AGAIN": {
      const unresolved = `the host in DATABASE_URL does not resolve (${code})`;
      return bad("database_unresolved", unresolved, "The name is wrong, or it belongs to another network.", fix);
    }
    case "ECONNREFUSED":
    case "ENOENT": {
      const cause = "PostgreSQL is not running, or DATABASE_URL names another host, port or socket.";
      return bad("database_down", `PostgreSQL cannot be reached (${code})`, cause, `Start PostgreSQL. ${fix}`);
    }
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH": {
      const cause = "A firewall drops the connection, or PostgreSQL is in another network.";
      const open = `Open PostgreSQL's port for this host. ${fix}`;
      return bad("database_filtered", `PostgreSQL does not answer (${code})`, cause, open);
    }
    default: {
      const cause = "The connection or a query failed.";
      return bad("database_failed", found, cause, "Find the code in PostgreSQL's list of error codes.");
    }
  }
}

/** Whether the database accepts our connection. */
export const database: Check = {
  id: "database",
  title: "database",
  run: async ({ inspectDatabase }) => {
    const state = await inspectDatabase();
    return state.kind === "failed" ? explain(state.code) : ok(`PostgreSQL ${state.serverVersion}`);
  },
};
