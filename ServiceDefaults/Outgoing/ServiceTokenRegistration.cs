using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Outgoing.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Outgoing;

/// <summary>Registers the source of this service's own tokens.</summary>
internal static class ServiceTokenRegistration
{
    public static void AddServiceTokens(this IServiceCollection services)
    {
        services.TryAddSingleton<IServiceCredential>(provider => provider.GetRequiredService<IOptions<IdentityOptions>>().Value.Credential switch
        {
            ServiceCredentialKind.ManagedIdentity => ActivatorUtilities.CreateInstance<IdentityCredential>(provider),
            _ => ActivatorUtilities.CreateInstance<SecretCredential>(provider),
        });
        services.TryAddSingleton<ServiceTokenSource>();
        services.TryAddSingleton<IServiceTokenSource>(provider => provider.GetRequiredService<ServiceTokenSource>());
    }
}
