#!/usr/bin/env bash
# Installs what the suites of networks and deployments need of a Debian machine; without it they skip and say so.
set -euo pipefail
missing=()
command -v ip >/dev/null || missing+=(iproute2)
command -v nft >/dev/null || missing+=(nftables)
command -v nginx >/dev/null || missing+=(nginx-light)
command -v systemd-analyze >/dev/null || missing+=(systemd)
command -v curl >/dev/null || missing+=(curl)
if [[ ${#missing[@]} == 0 || $EUID != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "nothing to install"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
for try in 1 2 3; do
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null && exit 0
  echo "apt-get failed (try $try)"
done
exit 1
