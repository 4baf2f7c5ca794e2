const network =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|error sending request|dns error|network/i;
const outOfStep = /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/i;
const disk = /ENOSPC|no space left/i;

/** One sentence on why an install failed and what to do, and the end of what the installer said. */
export function explainFailure(output) {
  const tail = output
    .trim()
    .split("\n")
    .slice(-15)
    .map((line) => `  ${line}`)
    .join("\n");
  return `${findCause(output)}\n\n${tail}`;
}

function findCause(output) {
  if (disk.test(output)) return "Installing failed: the disk is full.";
  if (outOfStep.test(output)) {
    return "Installing failed: pnpm-lock.yaml and a package.json are out of step. Run the install without --frozen-lockfile.";
  }
  if (network.test(output)) {
    return "Installing failed: the package registry cannot be reached. Check the network, or a proxy (HTTPS_PROXY), and try again.";
  }
  return "Installing failed. The end of what the installer said:";
}
