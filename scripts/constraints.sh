#!/bin/sh
# Writes constraints.txt: the versions of all packages that the project, its tests and its benchmarks
# install today, names and versions only. Run by `make constraints`; read by every pip install.
set -eu
python=${1:?usage: constraints.sh PYTHON}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$python" -m venv "$scratch/venv"
pip="$scratch/venv/bin/python -m pip --disable-pip-version-check"
$pip install -qq --upgrade pip
$pip install -qq '.[ocr,build,dev,bench]'
{
    echo "# Pinned versions; made by \`make constraints\`, read by every pip install of the Makefile."
    $pip list --format=freeze --exclude shanhai-ledger --exclude pip --exclude setuptools
} >"$scratch/constraints.txt"
cat "$scratch/constraints.txt" >constraints.txt
