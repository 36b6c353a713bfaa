#!/bin/sh
# Installs the agent of this package on Linux or macOS, makes the computer known to a Muster server and keeps the
# agent running.
#   ./install.sh --server https://muster.example.org --token mse_…
# Without server and token it is installed only; `muster-agent enrol` makes it known later. An agent that is there
# already stays what it is, unless --overwrite is given. Run it as root.
set -eu
umask 022

system=$(uname -s)
home=/opt/muster-agent
case "$system" in
  Darwin) data='/Library/Application Support/Muster Agent' ;;
  *) data=/var/lib/muster-agent ;;
esac
server='' token='' overwrite='' service=yes

usage() {
  echo "usage: $0 [--server ADDRESS --token TOKEN] [--home FOLDER] [--data FOLDER] [--overwrite] [--no-service]" >&2
  exit 2
}
fail() {
  echo "install.sh: $1" >&2
  exit 1
}

while [ $# -gt 0 ]; do
  case "$1" in
    --server | --token | --home | --data)
      [ $# -ge 2 ] || usage
      case "$1" in
        --server) server=$2 ;;
        --token) token=$2 ;;
        --home) home=$2 ;;
        --data) data=$2 ;;
      esac
      shift 2
      ;;
    --overwrite) overwrite=yes; shift ;;
    --no-service) service=''; shift ;;
    *) usage ;;
  esac
done
if [ -n "$server" ]; then [ -n "$token" ] || usage; else [ -z "$token" ] || usage; fi
# They are written into the files of the service manager.
for folder in "$home" "$data"; do
  case "$folder" in
    *[!A-Za-z0-9/._\ -]*) fail "$folder: letters, digits, spaces and . _ - only" ;;
    /*) ;;
    *) fail "$folder: the whole path is wanted" ;;
  esac
done
[ -z "$service" ] || [ "$(id -u)" -eq 0 ] || fail 'run it as root'

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
version=$(cat "$here/VERSION")
target="$home/versions/$version"

if [ ! -d "$target" ]; then
  mkdir -p "$home/versions"
  rm -rf "$target.unfinished"
  cp -R "$here" "$target.unfinished"
  mv "$target.unfinished" "$target"
fi
"$target/muster-agent" --version >/dev/null || fail "the agent does not start on this computer"
if [ -n "$overwrite" ] || [ ! -e "$home/current" ]; then
  ln -sfn "versions/$version" "$home/good"
  ln -sfn "versions/$version" "$home/current"
fi

if [ -n "$server" ]; then
  # 4: the computer is known to a server already, and stays so.
  "$target/muster-agent" enrol --server "$server" --token "$token" --data "$data" || [ $? -eq 4 ]
fi

[ -n "$service" ] || exit 0
filled() {
  sed -e "s|@HOME@|$home|g" -e "s|@DATA@|$data|g" "$here/$1"
}
case "$system" in
  Linux)
    filled muster-agent.service >/etc/systemd/system/muster-agent.service
    systemctl daemon-reload
    systemctl enable muster-agent.service
    systemctl restart muster-agent.service
    ;;
  Darwin)
    plist=/Library/LaunchDaemons/org.muster.agent.plist
    launchctl bootout system "$plist" 2>/dev/null || true
    filled org.muster.agent.plist >"$plist"
    launchctl bootstrap system "$plist"
    ;;
  *) fail "there is no service for $system; run $home/good/muster-agent by other means" ;;
esac
