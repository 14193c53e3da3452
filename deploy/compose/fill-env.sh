#!/bin/sh
# Fills the .env of a Compose file: generates each secret that has no value, names the images, and lists what the operator has to give.
# A value that is there stays. Usage: fill-env.sh [folder], by default the folder of this script; MESH_TAG is the images' tag, by default the version of the
# script's repository.
set -eu
umask 077
here=$(dirname "$0")
tag=${MESH_TAG:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$here/../../Directory.Build.props" 2>/dev/null || true)}
cd "${1:-$here}"
[ -f docker-compose.yaml ] || { echo "$PWD has no docker-compose.yaml. Fix: name the folder that 'aspire publish' wrote." >&2; exit 1; }
[ ! -e .env ] || [ -w .env ] || { echo "$PWD/.env cannot be written. Fix: run this as its owner." >&2; exit 1; }

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

# Keys are generated for a store whose users the setup makes. Those of another store are its operator's.
makes_users() { grep -q Mesh__Setup__Store docker-compose.yaml; }

value() {
  case $1 in
    *_STORAGE_ACCESS_KEY | *_VENDING_ACCESS_KEY) ! makes_users || random 10 ;;
    *_STORAGE_SECRET_KEY | *_VENDING_SECRET_KEY) ! makes_users || random 20 ;;
    STORE_PASSWORD) random 20 ;;
    *_CLIENT_SECRET) ;;
    *_CLIENT_ID) echo "${1%_CLIENT_ID}" | tr 'A-Z' 'a-z' ;;
    *_PASSWORD | *_HASH_SECRET) random 24 ;;
    *_IMAGE) [ -z "$tag" ] || echo "meshstarter/$(echo "${1%_IMAGE}" | tr 'A-Z_' 'a-z-'):$tag" ;;
  esac
}

# The new file takes the place of .env once it is whole: a run that is interrupted changes nothing.
trap 'rm -f .env.new .env.next' EXIT
if [ -e .env ]; then awk 1 .env > .env.new; else : > .env.new; fi
for name in $(grep -o '\${[A-Z0-9_]*}' docker-compose.yaml | tr -d '${}' | sort -u); do
  if ! grep -q "^$name=." .env.new; then
    awk -v name="$name" -v value="$(value "$name")" '
      $0 == name "=" { print name "=" value; found = 1; next }
      { print }
      END { if (!found) print name "=" value }' .env.new > .env.next
    mv .env.next .env.new
  fi
done
mv .env.new .env
chmod 600 .env

[ -e mesh.env ] || cat > mesh.env <<'SETTINGS'
# Settings of all services (docs/settings.md), such as those of the provider (docs/sign-in.md): a line each, with two underscores for a colon.
# A value with $ or # is written in single quotes.
# Mesh__Identity__AcceptJwtType=true
# Mesh__Identity__Clients__orders=client-of-orders
# Mesh__Identity__TokenScope=aud-{audience}
# Mesh__SignIn__PublicUrl=https://mesh.example.org
SETTINGS

missing=$(sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=$/  \1/p' .env)
[ -z "$missing" ] || printf 'To give by hand in %s/.env:\n%s\n' "$PWD" "$missing"
