#!/bin/sh
# Fills the .env of a Compose file: generates each secret that has no value, names the images, and lists what the operator has to give.
# A value that is there stays. Usage: fill-env.sh [folder], by default the folder of this script; MESH_TAG is the images' tag.
set -eu
umask 077
cd "${1:-$(dirname "$0")}"
[ -f docker-compose.yaml ] || { echo "$PWD has no docker-compose.yaml. Fix: name the folder that 'aspire publish' wrote." >&2; exit 1; }
[ ! -e .env ] || [ -w .env ] || { echo "$PWD/.env cannot be written. Fix: run this as its owner." >&2; exit 1; }

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

value() {
  case $1 in
    *_ACCESS_KEY) random 10 ;;
    *_SECRET_KEY | STORE_PASSWORD) random 20 ;;
    *_CLIENT_SECRET) ;;
    *_PASSWORD | *_SECRET) random 24 ;;
    *_IMAGE) echo "meshstarter/$(echo "${1%_IMAGE}" | tr 'A-Z_' 'a-z-'):${MESH_TAG:-0.1.0}" ;;
  esac
}

touch .env
chmod 600 .env
# One line each, so that a run that is interrupted leaves a file that the next one completes.
{ cat .env; grep -o '\${[A-Z0-9_]*}' docker-compose.yaml | tr -d '${}' | sort -u | sed 's/$/=/'; } |
  awk -F= '/^[A-Za-z_]/ { if ($1 in seen) next; seen[$1] } { print }' |
  while IFS= read -r line; do
    case $line in
      [A-Za-z_]*=) echo "$line$(value "${line%=}")" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done > .env.new
mv .env.new .env

[ -e mesh.env ] || cat > mesh.env <<'SETTINGS'
# Settings of all services (docs/settings.md), such as those of the provider (docs/sign-in.md): a line each, with two underscores for a colon.
# Mesh__Identity__AcceptJwtType=true
# Mesh__Identity__Clients__orders=client-of-orders
# Mesh__Identity__TokenScope=aud-{audience}
# Mesh__SignIn__PublicUrl=https://mesh.example.org
SETTINGS

missing=$(sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=$/  \1/p' .env)
[ -z "$missing" ] || printf 'To give by hand in %s/.env:\n%s\n' "$PWD" "$missing"
