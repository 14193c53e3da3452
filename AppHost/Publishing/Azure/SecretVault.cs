using Aspire.Hosting.Azure;
using Azure.Provisioning;
using Azure.Provisioning.KeyVault;

namespace MeshStarter.AppHost.Publishing.Azure;

/// <summary>The vault of the secrets that identities do not replace. Each is read by one service.</summary>
internal sealed class SecretVault
{
    private readonly ServiceIdentities _identities;
    private readonly IResourceBuilder<AzureKeyVaultResource> _vault;

    /// <summary>Adds the vault.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="identities">The services' identities.</param>
    public SecretVault(IDistributedApplicationBuilder builder, ServiceIdentities identities)
    {
        _identities = identities;
        // A reference to a vault opens all of its secrets.
        _vault = builder.AddAzureKeyVault("vault").ClearDefaultRoleAssignments();
    }

    /// <summary>Stores a secret, and gives it to a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="variable">The variable of its setting.</param>
    /// <param name="secret">Its value.</param>
    public void Add(IResourceBuilder<ProjectResource> service, string variable, IResourceBuilder<ParameterResource> secret)
    {
        var name = secret.Resource.Name;
        var identity = _identities.Of(service);
        var stored = _vault.AddSecret($"vault-{name}", name, secret);
        _vault.ConfigureInfrastructure(infrastructure =>
        {
            var identifier = Infrastructure.NormalizeBicepIdentifier($"secret_{name}");
            var made = infrastructure.GetProvisionableResources().OfType<KeyVaultSecret>().Single(each => each.BicepIdentifier == identifier);
            infrastructure.AddRole(identity, made, made.Id, KeyVaultBuiltInRole.KeyVaultSecretsUser.ToString(), "reader");
        });
        service.WithEnvironment(variable, stored.Resource);
    }
}
