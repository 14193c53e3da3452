using Aspire.Hosting.Azure;
using Azure.Provisioning.Authorization;
using Azure.Provisioning.Expressions;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>
/// The role of writers of a container: it reads, writes and deletes blobs. Azure's own (Storage Blob Data Contributor) permits to delete the container, too, which no
/// condition keeps from, and to move blobs: of a folder that is moved, a condition sees the path of no file in it.
/// </summary>
internal static class WriterRole
{
    private const string Blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

    /// <summary>Adds it to a module, for the resource group.</summary>
    /// <param name="infrastructure">The module.</param>
    public static AuthorizationRoleDefinition AddWriterRole(this AzureResourceInfrastructure infrastructure)
    {
        var role = new AuthorizationRoleDefinition("container_writer")
        {
            // A directory has one role of a name.
            RoleName = BicepFunction.Interpolate($"MeshStarter container writer {BicepFunction.GetUniqueString(BicepFunction.GetResourceGroup().Id)}"),
            RoleType = AuthorizationRoleType.CustomRole,
            AssignableScopes = { BicepFunction.GetResourceGroup().Id },
            Permissions = { new RoleDefinitionPermission { DataActions = { $"{Blobs}/read", $"{Blobs}/write", $"{Blobs}/add/action", $"{Blobs}/delete" } } },
        };
        infrastructure.Add(role);
        return role;
    }
}
