import { type PostgresOptions, startPostgres } from "../../../../packages/launcher/src/postgres/start-postgres.ts";

/** Starts a server as the argument says and holds it until this process is killed. */
const [, , options = ""] = process.argv;
await startPostgres(JSON.parse(options) as PostgresOptions);
console.log("ready");
setInterval(() => undefined, 60_000);
