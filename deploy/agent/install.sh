#!/bin/sh
# Makes this computer known to a Muster server and keeps the agent running.
#   install.sh --server https://muster.example.org --token mse_…
# Muster must lie in /opt/muster, with its packages installed. Run as root; a second run changes nothing.
set -eu

usage() {
  echo "usage: $0 --server ADDRESS --token TOKEN" >&2
  exit 2
}

server='' token=''
while [ $# -gt 0 ]; do
  case "$1" in
    --server) server="${2:-}"; shift 2 ;;
    --token) token="${2:-}"; shift 2 ;;
    *) usage ;;
  esac
done
[ -n "$server" ] && [ -n "$token" ] || usage
[ "$(id -u)" -eq 0 ] || { echo 'install.sh: run it as root' >&2; exit 1; }

home=/opt/muster
node="$home/node_modules/node/bin/node"
[ -x "$node" ] || { echo "install.sh: $node is missing; install Muster in $home first" >&2; exit 1; }

# 4: the computer is enrolled already, and stays what it is.
"$node" "$home/src/agent/main.ts" enrol --server "$server" --token "$token" || [ $? -eq 4 ]
install -m 0644 "$home/deploy/agent/muster-agent.service" /etc/systemd/system/muster-agent.service
systemctl daemon-reload
systemctl enable --now muster-agent.service
