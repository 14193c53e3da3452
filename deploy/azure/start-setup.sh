#!/bin/sh
# Starts the setup of a mesh on Azure and waits for its end. azd runs it after each deployment; after `aspire deploy` run it by hand.
# Usage: start-setup.sh [resource group], by default that of azd's environment, rg-<environment>. MESH_WAIT is the pause between two looks, in seconds.
# AZURE_SUBSCRIPTION_ID, which azd sets, names the subscription; without it az's own counts.
set -eu
group="${1:-${AZURE_RESOURCE_GROUP:-${AZURE_ENV_NAME:+rg-$AZURE_ENV_NAME}}}"
[ -n "$group" ] || { echo "The resource group is missing. Fix: name it, or run this by azd, which sets AZURE_ENV_NAME." >&2; exit 1; }
pause="${MESH_WAIT:-10}"
# azd's subscription need not be the one that az has chosen.
az() { command az "$@" ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"}; }

# The server takes the setting of commit times with a restart alone.
server=$(az postgres flexible-server list --resource-group "$group" --query "[?tags.\"aspire-resource-name\"=='postgres'].name | [0]" --output tsv)
[ -n "$server" ] || { echo "Resource group $group has no PostgreSQL server of the mesh. Fix: deploy it first, or name its resource group." >&2; exit 1; }
pending=$(az postgres flexible-server parameter show --resource-group "$group" --server-name "$server" --name track_commit_timestamp --query isConfigPendingRestart --output tsv)
case $pending in
  [Tt]rue) az postgres flexible-server restart --resource-group "$group" --name "$server" --output none ;;
esac

run=$(az containerapp job start --resource-group "$group" --name setup --query name --output tsv)
looks=0
while :; do
  status=$(az containerapp job execution show --resource-group "$group" --name setup --job-execution-name "$run" --query properties.status --output tsv)
  case $status in
    Succeeded) echo "The setup has ended: $run."; exit 0 ;;
    Failed | Stopped | Degraded) echo "The setup ended as $status: $run. Its lines: az containerapp job logs show --resource-group $group --name setup --container setup --execution $run${AZURE_SUBSCRIPTION_ID:+ --subscription $AZURE_SUBSCRIPTION_ID}" >&2; exit 1 ;;
  esac
  looks=$((looks + 1))
  [ "$looks" -lt 180 ] || { echo "The setup has not ended: $run is $status." >&2; exit 1; }
  sleep "$pause"
done
