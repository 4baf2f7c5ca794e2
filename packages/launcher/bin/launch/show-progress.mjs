const everyMs = { terminal: 250, pipe: 10_000 };

/** Shows that an install runs: one rewritten line on a terminal, a line every ten seconds elsewhere. */
export function showProgress(title) {
  const out = process.stderr;
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let counts = "";
  const line = () => `${title} … ${seconds()}${counts && ` (${counts})`}`;
  if (!out.isTTY) out.write(`${title} …\n`);
  const timer = setInterval(
    () => out.write(out.isTTY ? `\r\x1b[2K${line().slice(0, (out.columns ?? 80) - 1)}` : `${line()}\n`),
    out.isTTY ? everyMs.terminal : everyMs.pipe,
  );
  return {
    read(text) {
      const found = [...text.matchAll(/Progress: (.*\S)/g)].at(-1);
      if (found) counts = found[1];
    },
    end(succeeded) {
      clearInterval(timer);
      if (out.isTTY) out.write("\r\x1b[2K");
      out.write(succeeded ? `Installed in ${seconds()}.\n` : `Installing failed after ${seconds()}.\n`);
    },
  };
}
