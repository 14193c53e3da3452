#!/usr/bin/env bash
# Starts the mesh with the given arguments and measures it: healthy, answering, memory, ending. Linux; needs bash and curl.
#
#   benchmarks/mesh-start.sh                                             the simulated shop
#   benchmarks/mesh-start.sh --Mesh:SourceData=../shared/data/olist      the import, until its revenue is right
#   benchmarks/mesh-start.sh --Mesh:Ports:Offset=100 …                   alongside a running mesh
#
# It builds first (not counted) and keeps its data in a temporary folder unless --Mesh:Data is given. EXPECT holds what the import's
# payments.daily_revenue must say: days, total and the revenue of 2017-11-24; the default is right for the shared Olist files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly EXPECT=${EXPECT:-506 614156.63 8532.95}
readonly PATIENCE_S=${PATIENCE_S:-300}
readonly REVENUE="SELECT CAST(count(*) AS VARCHAR) || ' ' || CAST(sum(revenue) AS VARCHAR) || ' ' || CAST(max(CASE WHEN revenue_date = DATE '2017-11-24' THEN revenue END) AS VARCHAR) AS answer FROM payments.daily_revenue"
readonly FIRST_ROW="SELECT 'row' AS answer FROM orders.orders LIMIT 1"

. benchmarks/measured-mesh.sh
arguments=("$@")
[[ " $* " == *" --Mesh:Data="* ]] || arguments+=("--Mesh:Data=$scratch/data")

dotnet build AppHost -v q --nologo -clp:NoSummary >&2

start_mesh
healthy=$elapsed
echo "all healthy          $(seconds "$healthy") s"

if [[ " $* " == *" --Mesh:SourceData="* ]]; then
  wait_for "end of the import" grep -q 'import done' "$log"
  imported=$elapsed
  echo "import done          $(seconds "$imported") s"
  wait_for "revenue of $EXPECT" answers "$REVENUE" "$EXPECT"
  echo "revenue is right     $(seconds "$elapsed") s   ($EXPECT)"
else
  imported=
  wait_for "first row" answers "$FIRST_ROW" row
  echo "first row            $(seconds "$elapsed") s"
fi
answered=$elapsed

mapfile -t mesh < <(descendants "$apphost")
pss_kib=0
hidden=0
for pid in "${mesh[@]}"; do
  if kib=$(pss "$pid"); then
    pss_kib=$((pss_kib + kib))
  elif alive "$pid" || [[ -d /proc/$pid ]]; then
    hidden=$((hidden + 1))
  fi
done
echo "memory (PSS)         $((pss_kib / 1024)) MiB in ${#mesh[@]} processes"
((hidden == 0)) || echo "                     without $hidden processes of another user: run as root to count them"

asked=$(now_ms)
kill -TERM "$apphost"
for pid in "${mesh[@]}"; do
  while [[ -d /proc/$pid ]]; do
    (($(now_ms) - asked < 30000)) || fail "Process $pid outlives SIGTERM: $(tr '\0' ' ' <"/proc/$pid/cmdline")"
    sleep 0.05
  done
done
ended=$(($(now_ms) - asked))
apphost=
echo "ended by SIGTERM     $(seconds "$ended") s"

echo
echo "| $(date +%F) | $(git rev-parse --short HEAD) | $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg) | $([[ -n $imported ]] && echo import || echo simulator) | $(seconds "$healthy") | ${imported:+$(seconds "$imported")} | $(seconds "$answered") | $((pss_kib / 1024)) | $(seconds "$ended") |"
