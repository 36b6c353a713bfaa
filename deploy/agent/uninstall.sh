#!/bin/sh
# Takes the agent off this computer. The device stays on the server, with its history. Run it as root.
#   ./uninstall.sh [--home FOLDER] [--data FOLDER]
set -eu

system=$(uname -s)
home=/opt/muster-agent
case "$system" in
  Darwin) data='/Library/Application Support/Muster Agent' ;;
  *) data=/var/lib/muster-agent ;;
esac
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || { echo "usage: $0 [--home FOLDER] [--data FOLDER]" >&2; exit 2; }
  case "$1" in
    --home) home=$2 ;;
    --data) data=$2 ;;
    *) echo "usage: $0 [--home FOLDER] [--data FOLDER]" >&2; exit 2 ;;
  esac
  shift 2
done
# What is removed is an agent, whatever was typed.
[ -e "$home/good/app.mjs" ] || { echo "uninstall.sh: $home holds no agent" >&2; exit 1; }

case "$system" in
  Linux)
    if [ -e /etc/systemd/system/muster-agent.service ]; then
      systemctl disable --now muster-agent.service || true
      rm -f /etc/systemd/system/muster-agent.service
      systemctl daemon-reload
    fi
    ;;
  Darwin)
    plist=/Library/LaunchDaemons/org.muster.agent.plist
    launchctl bootout system "$plist" 2>/dev/null || true
    rm -f "$plist"
    ;;
esac
"$home/good/muster-agent" unenrol --data "$data" ||
  echo 'uninstall.sh: the server was not told; the device is offline there until it is removed' >&2
rm -rf "$home" "$data"
