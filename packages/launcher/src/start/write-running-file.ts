import { renameSync, rmSync, writeFileSync } from "node:fs";
import { backendEnvironment, botEnvironment } from "@moddy/runtime";

type Environment = Readonly<Record<string, string>>;

/** Writes the services' settings to a file that only this user reads, for `moddy` in another terminal. Disposing removes it. */
export function writeRunningFile(
  file: string,
  { bot, backend }: { bot: Environment; backend: Environment },
): Disposable {
  const running = {
    pid: process.pid,
    bot: pick(bot, Object.keys(botEnvironment.shape)),
    backend: pick(backend, Object.keys(backendEnvironment.shape)),
  };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(running), { mode: 0o600 });
  renameSync(draft, file);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function pick(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
