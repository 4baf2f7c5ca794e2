const network =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|error sending request|dns error|network/i;
const lockfileDiffers = /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/i;
const disk = /ENOSPC|no space left/i;

/** One sentence on why an install failed and what to do, and the last lines of the installer. */
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
  if (lockfileDiffers.test(output)) {
    return "Installing failed: pnpm-lock.yaml and a package.json do not match. Run the install without --frozen-lockfile.";
  }
  if (network.test(output)) {
    return "Installing failed: the package registry cannot be reached. Check the network, or a proxy (HTTPS_PROXY), and try again.";
  }
  return "Installing failed. The installer's last lines:";
}
