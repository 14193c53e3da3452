namespace MeshStarter.Catalog.Domains;

/// <summary>The domains of the mesh.</summary>
internal static class DomainServices
{
    // The domains that the mesh's start found, with commas between them; without it no domain is orphaned.
    private const string FoundSetting = "Mesh:Catalog:Domains";

    public static IHostApplicationBuilder AddDomains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DomainStore>();
        var found = builder.Configuration[FoundSetting]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        builder.Services.AddHostedService(provider => new DomainsAtStart(provider.GetRequiredService<DomainStore>(), found));
        return builder;
    }
}
