#!/usr/bin/env bash
# Prints the commit since which changes are looked at: CI_SINCE, the last tag before this commit, or the parent of the last
# commit that is no merge. Each of them is in a fresh clone.
set -euo pipefail
if [[ -n ${CI_SINCE:-} ]]; then
  git rev-parse --verify "$CI_SINCE^{commit}"
elif tag=$(git describe --tags --abbrev=0 HEAD^ 2>/dev/null); then
  git rev-parse "$tag^{commit}"
else
  git rev-parse "$(git rev-list --no-merges --max-count=1 HEAD)^"
fi
