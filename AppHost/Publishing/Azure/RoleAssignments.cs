using Aspire.Hosting.Azure;
using Azure.Core;
using Azure.Provisioning;
using Azure.Provisioning.Authorization;
using Azure.Provisioning.Expressions;
using Azure.Provisioning.Primitives;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>Gives identities roles on resources.</summary>
internal static class RoleAssignments
{
    private const string ConditionVersion = "2.0";

    /// <summary>Gives an identity a built-in role on one resource of a module.</summary>
    /// <param name="infrastructure">The module.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="target">The resource.</param>
    /// <param name="id">The resource's id.</param>
    /// <param name="role">The id of the role.</param>
    /// <param name="name">Its name in the module.</param>
    public static void AddRole(
        this AzureResourceInfrastructure infrastructure, AzureUserAssignedIdentityResource identity, ProvisionableResource target, BicepValue<ResourceIdentifier> id, string role, string name) =>
        infrastructure.AddRole(identity, target, id, BicepFunction.GetSubscriptionResourceId("Microsoft.Authorization/roleDefinitions", role), name, condition: null);

    /// <summary>Gives an identity a role on one resource of a module.</summary>
    /// <param name="infrastructure">The module.</param>
    /// <param name="identity">The identity.</param>
    /// <param name="target">The resource.</param>
    /// <param name="id">The resource's id.</param>
    /// <param name="definition">The id of the role's definition.</param>
    /// <param name="name">Its name in the module.</param>
    /// <param name="condition">When the role permits an action; null for always.</param>
    public static void AddRole(
        this AzureResourceInfrastructure infrastructure,
        AzureUserAssignedIdentityResource identity,
        ProvisionableResource target,
        BicepValue<ResourceIdentifier> id,
        BicepValue<ResourceIdentifier> definition,
        string name,
        string? condition)
    {
        var principal = identity.PrincipalId.AsProvisioningParameter(infrastructure);
        var assignment = new RoleAssignment(Infrastructure.NormalizeBicepIdentifier($"{target.BicepIdentifier}_{identity.Name}_{name}"))
        {
            Name = BicepFunction.CreateGuid(id, principal, definition),
            Scope = new IdentifierExpression(target.BicepIdentifier),
            PrincipalId = principal,
            PrincipalType = RoleManagementPrincipalType.ServicePrincipal,
            RoleDefinitionId = definition,
        };
        if (condition is not null)
        {
            assignment.Condition = condition;
            assignment.ConditionVersion = ConditionVersion;
        }

        infrastructure.Add(assignment);
    }
}
