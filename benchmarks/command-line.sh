#!/usr/bin/env bash
# Measures the command line, and the time from `mesh new` to a governed row of each kind of product, in a clone of the last commit. Linux; needs bash, curl
# and git, and root where PostgreSQL drops root.
#
#   benchmarks/command-line.sh
#   benchmarks/command-line.sh --Mesh:Ports:Offset=100  alongside a running mesh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly CALLS=20
readonly COUNT=50
readonly PATIENCE_S=${PATIENCE_S:-600}

. benchmarks/measured-mesh.sh
arguments=("$@" "--Mesh:Data=$scratch/data" --Mesh:Domains=orders,sales)
commit=$(git rev-parse --short HEAD)

mesh() { "$scratch/tools/mesh" "$@" >>"$scratch/said" 2>&1 || fail "mesh $* failed: $(tail -n 3 "$scratch/said")"; }

# The median of some calls, in ms.
median() {
  local calls=$1 at
  shift
  for ((call = 0; call < calls; call++)); do
    at=$(now_ms)
    mesh "$@"
    echo $(($(now_ms) - at))
  done | sort -n | sed -n "$((calls / 2 + 1))p"
}

# From the files to a row.
answered() {
  wait_for "row of sales.$1" answers "SELECT 'row' AS answer FROM sales.$1 LIMIT 1" row
  echo "$1 $(seconds "$(($(now_ms) - stamped))") s"
}

git clone -q . "$scratch/mesh"
cd "$scratch/mesh"
# As a tool, whose images are made ahead of time. A package of this version is in no cache.
dotnet pack platform/Cli -v q --nologo -o "$scratch/packages" "-p:PackageVersion=0.1.0-measured.g$commit.$$" >&2
dotnet tool install MeshStarter.Cli --tool-path "$scratch/tools" --add-source "$scratch/packages" --version "0.1.0-measured.g$commit.$$" >&2
dotnet build AppHost -v q --nologo -clp:NoSummary >&2

for ((number = 1; number <= COUNT; number++)); do
  folder=$scratch/many/Team$number/Products/Orders
  mkdir -p "$folder"
  sed "s/orders\.orders/team$number.orders/g" domains/Orders/Products/Orders/data-product.yaml >"$folder/data-product.yaml"
done

mesh --help
help=$(median $CALLS --help)
one=$(median $CALLS check domains/Orders/Products/Orders)
many=$(median 5 check "$scratch/many")
echo "mesh --help          $help ms"
echo "mesh check of one    $one ms"
echo "mesh check of $COUNT     $many ms"

stamped=$(now_ms)
mesh new --domain sales --product entries --yes
dotnet build AppHost -v q --nologo -clp:NoSummary >&2
start_mesh
answered entries | tee "$scratch/source"

add() {
  stamped=$(now_ms)
  began=$stamped
  mesh new --domain sales --existing-domain --yes "$@"
  mesh restart sales --data "$scratch/data"
}
add --product totals --kind aggregate --inputs "sales.entries, orders.orders"
answered totals | tee "$scratch/aggregate"
add --product costs --kind consumer-aligned --inputs orders.orders --consumer Finance
answered costs | tee "$scratch/consumer"

row=$(median $CALLS query "SELECT status FROM orders.orders LIMIT 1" --as analyst --mesh "$(url query)")
echo "row of mesh query    $row ms"

took() { cut -d' ' -f2 "$scratch/$1"; }
echo "| $(date -u +%F) | $commit | $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg) | $help | $one | $many | $row | $(took source) | $(took aggregate) | $(took consumer) |"
