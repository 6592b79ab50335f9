#!/bin/sh
# What a machine needs before the long work starts; each lack gets one clear sentence, Chinese and English.
#   preflight.sh find-python        prints the first Python ≥ 3.11 (else «python3»)
#   preflight.sh python PYTHON      PYTHON is there and new enough
#   preflight.sh node               npm is there
#   preflight.sh port PYTHON PORT   nobody listens on PORT of this machine
set -u

fail() {
    echo "✗ $1" >&2
    echo "  $2" >&2
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

case ${1:-} in
find-python)
    for python in python3.11 python3 python3.12 python3.13; do
        if new_enough "$python"; then
            echo "$python"
            exit
        fi
    done
    echo python3
    ;;
python)
    command -v "$2" >/dev/null ||
        fail "没有找到 Python（$2）：请安装 Python 3.11 或更新版本。" "Python ($2) was not found: install Python 3.11 or newer."
    new_enough "$2" ||
        fail "$("$2" --version 2>&1) 太旧：请安装 Python 3.11 或更新版本，或用 PYTHON=… 指定。" \
            "It is too old: install Python 3.11 or newer, or name one with PYTHON=…"
    "$2" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$2 缺少 venv 模块：Debian、Ubuntu 上请安装 python3-venv。" "$2 lacks the venv module: on Debian or Ubuntu install python3-venv."
    ;;
node)
    command -v npm >/dev/null ||
        fail "没有找到 Node.js 的 npm：请安装 Node.js 18 或更新版本（含 npm）。" "npm was not found: install Node.js 18 or newer, with npm."
    ;;
port)
    "$2" - "$3" <<'PY'
import socket, sys
port = sys.argv[1]
if not port.isdigit() or not 0 < int(port) < 65536:
    sys.exit("✗ PORT=%s 不是端口号。\n  PORT=%s is not a port number." % (port, port))
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(port)))
    except OSError as error:
        other = int(port) + 1 if int(port) < 65535 else 8000
        sys.exit(
            "✗ 端口 %s 不可用（已被占用？）：请先关闭占用它的程序，或换一个端口：make demo PORT=%d\n"
            "  Port %s cannot be used (%s): stop what uses it, or choose another: make demo PORT=%d"
            % (port, other, port, error.strerror, other)
        )
PY
    ;;
*)
    echo "usage: preflight.sh find-python | python PYTHON | node | port PYTHON PORT" >&2
    exit 2
    ;;
esac
