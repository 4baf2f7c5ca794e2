// Runs on any Node.js from 18 on: installs what is missing, then runs a command on the Node.js that the project pins.
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { findCommand, listCommands } from "./launch/commands.mjs";
import { install } from "./launch/install.mjs";
import { readInstall, recordInstall } from "./launch/install-stamp.mjs";
import { relinkTap } from "./launch/relink-tap.mjs";
import { runScript } from "./launch/run-script.mjs";
import { watchSignals } from "./launch/watch-signals.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const [name, ...args] = process.argv.slice(2);
process.exitCode = await launch();

async function launch() {
  const script = findCommand(root, name);
  if (!script) {
    console.error(`${name ? `There is no command "${name}".` : "Which command?"} The commands:\n${listCommands(root)}`);
    return 2;
  }
  const signals = watchSignals();
  try {
    await ensureInstalled(signals);
    if (signals.received) return 128 + constants.signals[signals.received];
    return await runScript(root, script, args, signals);
  } catch (error) {
    console.error(error.message);
    return signals.received ? 128 + constants.signals[signals.received] : 1;
  }
}

async function ensureInstalled(signals) {
  const found = readInstall(root);
  if (found === "current") return;
  if (found === "missing") {
    const stop = new AbortController();
    signals.once("signal", () => stop.abort());
    await install(root, stop.signal);
  }
  relinkTap(root);
  recordInstall(root);
}
