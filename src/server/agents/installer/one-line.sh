# Fetches an installer of this server and runs it. There is nothing secret in here; the code is an argument:
#   curl -fsSL ADDRESS/install/linux | sudo sh -s -- CODE
# Options: --ca FILE, --pin sha256//KEY (both as curl has them), --silent, --uninstall.
# Exit codes: docs/installation-sets.md.
set -u
umask 077

main() {
  code=${MUSTER_INSTALL_CODE:-} ca='' pin='' silent='' uninstall=no
  while [ $# -gt 0 ]; do
    case "$1" in
      --ca) ca="${2:-}"; shift ;;
      --pin) pin="${2:-}"; shift ;;
      --silent) silent=--silent ;;
      --uninstall) uninstall=yes ;;
      -*) fail 2 USAGE "there is no option $1" ;;
      *) code=$1 ;;
    esac
    shift
  done
  [ "$(id -u)" -eq 0 ] || fail 10 NOT_PERMITTED 'run it as root'
  if [ "$uninstall" = yes ]; then
    [ -x /opt/muster-agent/good/uninstall.sh ] && exec /opt/muster-agent/good/uninstall.sh
    printf 'there is no agent on this computer\n'
    exit 0
  fi
  case "$code" in
    '') fail 2 USAGE 'the code is missing: sh -s -- CODE' ;;
    *[!A-Za-z0-9_-]*) fail 2 USAGE 'this is no code of a server' ;;
  esac
  command -v curl >/dev/null 2>&1 || fail 12 TOOL_MISSING 'curl is missing on this computer'
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=linux-x64 ;;
    Linux-aarch64 | Linux-arm64) platform=linux-arm64 ;;
    Darwin-x86_64) platform=darwin-x64 ;;
    Darwin-arm64) platform=darwin-arm64 ;;
    *) fail 11 PLATFORM_WRONG "there is no agent for $(uname -s) on $(uname -m)" ;;
  esac
  work=$(mktemp -d "${TMPDIR:-/tmp}/muster-install.XXXXXX") || fail 15 FOLDER_UNUSABLE 'there is no folder to fetch into'
  trap 'rm -rf "$work"' EXIT
  fetch "$platform" || fail 17 SERVER_UNREACHABLE "$server does not answer, or not as it should"
  case "$status" in
    200) ;;
    *) fail 16 ENROLMENT_REFUSED "$server said no ($status): $(LC_ALL=C tr -c 'A-Za-z0-9 .,:;_/(){}"=+-' ' ' <"$work/installer" | cut -c 1-300)" ;;
  esac
  sh "$work/installer" $silent ${ca:+--ca "$ca"}
  exit $?
}

# The code goes through standard input: others on this computer see command lines.
fetch() {
  status=$(printf 'user = "enrol:%s"\n' "$code" |
    curl -sS --retry 3 -K - ${ca:+--cacert "$ca"} ${pin:+--pinnedpubkey "$pin"} \
      -o "$work/installer" -w '%{http_code}' "$server/install/installer?platform=$1")
}

fail() {
  printf 'muster-agent: %s (%s)\n' "$3" "$2" >&2
  exit "$1"
}

# Last, so that nothing runs of a script that was cut off.
main "$@"
