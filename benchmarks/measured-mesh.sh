# What the scripts share that start a whole mesh and measure it. Sourced in the root; PATIENCE_S bounds each wait, and $arguments are those of the AppHost.
# At the end the mesh is stopped, and the folder $scratch is gone.

scratch=$(mktemp -d)
chmod 711 "$scratch" # the database server may run as another user and passes through
log=$scratch/log
apphost=
began=

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
seconds() { printf '%d.%01d' $(($1 / 1000)) $(($1 % 1000 / 100)); }
alive() { kill -0 "$1" 2>/dev/null; }

fail() {
  echo "$1" >&2
  tail -n 20 "$log" >&2 || true
  exit 1
}

# The AppHost and everything below it; `dotnet run` around it is not the mesh.
descendants() {
  ps -eo pid=,ppid= | awk -v root="$1" '
    { parent[$1] = $2 }
    END { for (p in parent) { for (q = p; q in parent && q != root; q = parent[q]); if (q == root) print p } }'
}

# Memory of a process in KiB, its share of what others map too counted in parts; fails where it cannot be read.
pss() {
  local kib
  kib=$(awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup" 2>/dev/null) && [[ -n $kib ]] && echo "$kib"
}

stop_mesh() {
  if [[ -n $apphost ]] && alive "$apphost"; then
    kill -TERM "$apphost"
    while alive "$apphost"; do sleep 0.2; done
  fi
}

finish() {
  stop_mesh
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Starts what is built, in the current folder.
start_mesh() {
  began=$(now_ms)
  dotnet run --no-build --project AppHost -- "${arguments[@]}" >"$log" 2>&1 &
  run=$!
  wait_for "AppHost" is_started
  wait_for "table of healthy resources" is_healthy
}

# Waits until a command succeeds; the time since the start is then in $elapsed.
wait_for() {
  local what=$1
  shift
  until "$@"; do
    alive "$run" || fail "The mesh ended before $what."
    (($(now_ms) - began < PATIENCE_S * 1000)) || fail "No $what within $PATIENCE_S s."
    sleep 0.2
  done
  elapsed=$(($(now_ms) - began))
}

# "  portal      healthy  http://localhost:7400"; the line "Portal: …" comes after the table, once all are healthy.
is_healthy() { grep -q '^Portal: http' "$log"; }
is_started() { apphost=$(pgrep -P "$run" -f 'MeshStarter\.AppHost') && [[ -n $apphost ]]; }
url() { awk -v name="$1" '$1 == name && $2 == "healthy" && $3 ~ /^http/ { print $3; exit }' "$log"; }

# The token goes from curl to curl and is in no process list.
answer() {
  curl -s -m 20 "$(url governance)/dev/token" -H 'Content-Type: application/json' -d '{"persona":"analyst"}' |
    sed 's/.*"access_token": *"\([^"]*\)".*/Authorization: Bearer \1/' |
    curl -s -m 20 "$(url query)/query" -H @- -H 'Content-Type: text/plain' -d "$1"
}
answers() { [[ $(answer "$1") == *"\"answer\":\"$2\""* ]]; }
