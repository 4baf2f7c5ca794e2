import { renameSync, rmSync, writeFileSync } from "node:fs";
import { backendEnvironment, botEnvironment } from "@moddy/runtime";

type Environment = Readonly<Record<string, string>>;

/** Notes what the services run with, for `moddy` in another terminal and for this user's eyes alone, until it is disposed. */
export function noteRunning(file: string, { bot, backend }: { bot: Environment; backend: Environment }): Disposable {
  const note = {
    pid: process.pid,
    bot: pick(bot, Object.keys(botEnvironment.shape)),
    backend: pick(backend, Object.keys(backendEnvironment.shape)),
  };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
  renameSync(draft, file);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

function pick(env: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
