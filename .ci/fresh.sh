#!/usr/bin/env bash
# Runs `npm start` once on a machine that has nothing but Node.js and npm. Says "skipped: …" where there is none.
set -euo pipefail
tool=../shared/tools/fresh-machine
if [[ ! -x $tool ]]; then
  [[ ,${CI_REQUIRE:-}, != *,fresh,* ]] || { echo "CI_REQUIRE names fresh, and there is no fresh-machine here"; exit 1; }
  echo "skipped: there is no fresh-machine here"
  exit 0
fi
# A machine whose making was cut off stands in the way of the next one.
for part in /var/tmp/fresh-machine/root-*.part; do
  [[ -d $part ]] && ! pgrep -x debootstrap >/dev/null || continue
  umount -q "$part/proc" "$part/sys" || true
  rm -rf --one-file-system "$part"
done
"$(realpath "$tool")" . "npm start -- --once"
