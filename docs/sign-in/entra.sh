#!/usr/bin/env bash
# Makes the registrations of a mesh in Microsoft Entra with az, and prints the settings of docs/sign-in.md as environment variables.
# It can be run again: what is there is kept, and a secret is made only with --secrets, or --portal-secret for the portal alone.
#
#   entra.sh --portal https://mesh.example.org [--prefix mesh] [--secrets | --portal-secret] DOMAIN…
#
# The account needs the role Cloud Application Administrator; an application is found by its identifier URI api://<tenant>/<prefix>-<service>.
set -euo pipefail

prefix=mesh
portal=
secrets=false
portal_secret=false
services=(catalog governance query)
while (($#)); do
  case "$1" in
    --portal) portal=${2%/}; shift 2 ;;
    --prefix) prefix=$2; shift 2 ;;
    --secrets) secrets=true; portal_secret=true; shift ;;
    --portal-secret) portal_secret=true; shift ;;
    -*) echo "entra.sh: $1 is not known. Use --portal, --prefix, --secrets or --portal-secret." >&2; exit 2 ;;
    *) [[ $1 =~ ^[a-z][a-z0-9_]*$ ]] || { echo "entra.sh: $1 is no domain's name." >&2; exit 2; }; services+=("$1"); shift ;;
  esac
done
[[ $portal =~ ^https://[^/?#]+$ ]] || { echo "entra.sh: --portal is missing or no https address without a path, such as https://mesh.example.org." >&2; exit 2; }
for tool in az jq; do
  command -v "$tool" > /dev/null || { echo "entra.sh: $tool is not installed." >&2; exit 2; }
done

graph=https://graph.microsoft.com/v1.0
roles=(owner analyst auditor security representative platform-admin)

uuid() { if command -v uuidgen > /dev/null; then uuidgen | tr 'A-F' 'a-f'; else cat /proc/sys/kernel/random/uuid; fi; }
say() { echo "$*" >&2; }
setting() { printf "%s='%s'\n" "${1//:/__}" "$2"; }
# The first call that fails ends the script: what follows would be made of its empty answer.
az() { command az "$@" || { say "entra.sh: az ${*:1:5} failed. Correct what az reports above, and run this again: what is there is kept."; exit 1; }; }
application() { az ad app list --filter "identifierUris/any(uri:uri eq '$1')" --query '[0]' --output json; }
patch() { az rest --method PATCH --url "$graph/applications/$1" --headers Content-Type=application/json --body "$2" --output none; }

tenant=$(az account show --query tenantId --output tsv)

# The object id of a client's service principal, made where there is none.
principal() {
  local id
  id=$(az ad sp list --filter "appId eq '$1'" --query '[0].id' --output tsv) || exit
  [[ -n $id ]] || id=$(az ad sp create --id "$1" --query id --output tsv) || exit
  echo "$id"
}

# Finds a registration by its identifier URI, or makes it.
registration() {
  local name=$1 uri=$2 found
  found=$(application "$uri") || exit
  if [[ -z $found || $found == null ]]; then
    say "makes $prefix-$name"
    found=$(az ad app create --display-name "$prefix-$name" --sign-in-audience AzureADMyOrg --identifier-uris "$uri" --output json) || exit
  fi
  echo "$found"
}

# The roles of people; ids and other roles that are there stay.
app_roles() {
  jq --arg roles "${roles[*]}" --arg ids "$(for _ in "${roles[@]}"; do uuid; done)" '
    (.appRoles // []) as $there | ($roles / " ") as $roles | ($ids / "\n") as $ids
    | [range($roles | length) as $n | $roles[$n] as $role | {id: (first($there[] | select(.value == $role) | .id) // $ids[$n]), value: $role, displayName: $role,
        description: ("Role " + $role + " of the mesh"), allowedMemberTypes: ["User"], isEnabled: true}]
      + [$there[] | select(.value as $value | $roles | index($value) | not)]' <<< "$1"
}

# Version 2 tokens with idtyp, one delegated scope, and the roles of people; ids, other scopes and other claims that are there stay.
describe() {
  local found=$1 scope
  scope=$(jq -r 'first(.api.oauth2PermissionScopes[]? | select(.value == "access") | .id) // empty' <<< "$found")
  jq --arg scope "${scope:-$(uuid)}" --argjson roles "$(app_roles "$found")" '{
    api: {requestedAccessTokenVersion: 2, oauth2PermissionScopes: ([{id: $scope, value: "access", type: "User", isEnabled: true,
      adminConsentDisplayName: "Use the mesh", adminConsentDescription: "Use this service of the mesh as the signed-in user."}]
      + [.api.oauth2PermissionScopes[]? | select(.value != "access")])},
    optionalClaims: ((.optionalClaims // {}) + {accessToken: ([{name: "idtyp", essential: false}] + [.optionalClaims.accessToken[]? | select(.name != "idtyp")])}),
    groupMembershipClaims: "ApplicationGroup",
    appRoles: $roles}' <<< "$found"
}

# The addresses of the portal; those that were added by hand stay, and are named, as one may be of an earlier --portal.
addresses() {
  local own address
  own=$(jq -n --arg portal "$portal" '[$portal + "/sign-in/oidc/callback", $portal + "/sign-in"]')
  jq -r --argjson own "$own" '((.web.redirectUris // []) - $own)[]' <<< "$1" | while read -r address; do say "keeps $address; remove it if it is no longer used"; done
  jq --argjson own "$own" '{redirectUris: ($own + ((.web.redirectUris // []) - $own))}' <<< "$1"
}

# The clients that use a scope without a question to the user: the portal, and those that were added by hand, as were other scopes of the portal.
clients() {
  jq --arg portal "$portal_id" --arg scope "$2" '
    (.api.preAuthorizedApplications // []) as $there
    | [{appId: $portal, delegatedPermissionIds: ([$scope] + ([$there[] | select(.appId == $portal) | .delegatedPermissionIds[]?] - [$scope]))}]
      + [$there[] | select(.appId != $portal)]' <<< "$1"
}

secret() {
  local password
  password=$(az ad app credential reset --id "$2" --append --display-name "$prefix" --query password --output tsv)
  setting "Parameters:${1//-/_}_client_secret" "$password"
}

setting Mesh:Identity:Authority "https://login.microsoftonline.com/$tenant/v2.0"
setting Mesh:Identity:AcceptJwtType true
setting Mesh:Identity:SubjectClaim oid
setting Mesh:Identity:TokenScope '{audience}/.default'
setting Mesh:SignIn:AudienceScope '{audience}/access offline_access'
setting Mesh:SignIn:PublicUrl "$portal"

# The portal first, which shows people what their roles may do: each service lets it use its scope without a question to the user.
found=$(registration portal "api://$tenant/$prefix-portal")
portal_id=$(jq -r .appId <<< "$found")
id=$(jq -r .id <<< "$found")
body=$(jq -n --argjson web "$(addresses "$found")" --argjson roles "$(app_roles "$found")" '{web: $web, api: {requestedAccessTokenVersion: 2}, groupMembershipClaims: "ApplicationGroup", appRoles: $roles}')
patch "$id" "$body"
portal_principal=$(principal "$portal_id")
setting Mesh:Identity:Clients:portal "$portal_id,$portal_principal"
! $portal_secret || secret portal "$portal_id"

for name in "${services[@]}"; do
  uri="api://$tenant/$prefix-$name"
  found=$(registration "$name" "$uri")
  id=$(jq -r .id <<< "$found")
  client=$(jq -r .appId <<< "$found")
  description=$(describe "$found")
  patch "$id" "$description"
  scope=$(jq -r '.api.oauth2PermissionScopes[0].id' <<< "$description")
  # A scope can be granted once it is there, so in a second request.
  body=$(jq -n --argjson api "$(jq .api <<< "$description")" --argjson clients "$(clients "$found" "$scope")" '{api: ($api + {preAuthorizedApplications: $clients})}')
  patch "$id" "$body"
  service_principal=$(principal "$client")
  # The consent of the administrator, for the whole tenant.
  granted=$(az rest --method GET --url "$graph/oauth2PermissionGrants?\$filter=clientId%20eq%20'$portal_principal'%20and%20resourceId%20eq%20'$service_principal'" --query 'value[0].id' --output tsv)
  [[ -n $granted ]] || az rest --method POST --url "$graph/oauth2PermissionGrants" --headers Content-Type=application/json --output none \
    --body "$(jq -n --arg client "$portal_principal" --arg resource "$service_principal" '{clientId: $client, consentType: "AllPrincipals", resourceId: $resource, scope: "access"}')"
  setting "Mesh:Identity:Clients:$name" "$client,$service_principal"
  setting "Mesh:Identity:Audiences:$name" "$uri,$client"
  ! $secrets || secret "$name" "$client"
done
say "done. Assign people to the roles of each application, and map groups with Mesh:Identity:Claims, which give a domain (docs/sign-in.md)."
