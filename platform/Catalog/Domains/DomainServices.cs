using MeshStarter.Platform.IcebergCatalog.Access;

namespace MeshStarter.Catalog.Domains;

/// <summary>The domains of the mesh.</summary>
internal static class DomainServices
{
    // The domains that the mesh's start found, with commas between them; without it no domain is orphaned. A domain that the start does not run
    // has an address (DomainAddresses) and is not in this list, nor is it orphaned.
    private const string FoundSetting = "Mesh:Catalog:Domains";

    public static IHostApplicationBuilder AddDomains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DomainStore>();
        builder.Services.AddSingleton<IMeshDomains, MeshDomains>();
        var addresses = DomainAddresses.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(addresses);
        var found = builder.Configuration[FoundSetting]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Union(addresses.Domains, StringComparer.Ordinal).ToList();
        builder.Services.AddHostedService(provider => new DomainsAtStart(provider.GetRequiredService<DomainStore>(), found));
        return builder;
    }
}
