#!/usr/bin/env bash
# Stamps domains into a clone of the last commit, builds it, starts the mesh and measures it: built, healthy, all answering, memory of each domain's
# service. Linux; needs bash, curl and git, and root where PostgreSQL drops root.
#
#   benchmarks/stamped-domains.sh                            50 domains, alongside the three of the samples
#   benchmarks/stamped-domains.sh 5 --Mesh:Ports:Offset=100  fewer, alongside a running mesh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly COUNT=${1:-50}
shift || true
readonly PATIENCE_S=${PATIENCE_S:-600}

. benchmarks/measured-mesh.sh
arguments=("$@" "--Mesh:Data=$scratch/data")
commit=$(git rev-parse --short HEAD)

git clone -q . "$scratch/mesh"
cd "$scratch/mesh"

stamp() { DOTNET_CLI_HOME=$scratch/home DOTNET_NOLOGO=true DOTNET_GENERATE_ASPNET_CERTIFICATE=false dotnet new "$@" >>"$log" 2>&1 || fail "dotnet new $* failed."; }
names=()
stamp install templates/mesh-product
for ((number = 1; number <= COUNT; number++)); do
  names+=("$(printf 'team%02d' "$number")")
  stamp mesh-product --domain "${names[-1]}" --product entries
done

began=$(now_ms)
dotnet build AppHost -v q --nologo -clp:NoSummary >&2
built=$(($(now_ms) - began))
echo "built                $(seconds "$built") s   ($COUNT domains)"

start_mesh
healthy=$elapsed
echo "all healthy          $(seconds "$healthy") s"

for name in "${names[@]}"; do
  wait_for "row of $name.entries" answers "SELECT 'row' AS answer FROM $name.entries LIMIT 1" row
done
answered=$elapsed
echo "all answered         $(seconds "$answered") s"

total=0
services=()
for pid in $(descendants "$apphost"); do
  kib=$(pss "$pid") || continue
  total=$((total + kib))
  ! tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q '/domains/Team' || services+=("$kib")
done
mapfile -t services < <(printf '%s\n' "${services[@]}" | sort -n)
((${#services[@]} == COUNT)) || fail "${#services[@]} services of $COUNT domains run."
mib() { printf '%d.%01d' $(($1 / 1024)) $(($1 % 1024 * 10 / 1024)); }
least=$(mib "${services[0]}") median=$(mib "${services[COUNT / 2]}") most=$(mib "${services[-1]}")
echo "memory of each (PSS) $least, $median and $most MiB (least, median, most)"
echo "memory of the mesh   $((total / 1024)) MiB"

echo
echo "| $(date +%F), $commit | $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $COUNT domains | $(seconds "$built") | $(seconds "$healthy") | $(seconds "$answered") | $least, $median, $most | $((total / 1024)) |"
