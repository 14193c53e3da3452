namespace MeshStarter.Catalog.Tests.Running;

/// <summary>The real program, called through its own port.</summary>
internal abstract class RunningCatalog : IAsyncDisposable
{
    public abstract HttpClient Client { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Its settings in Development.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="buckets">The folder of all buckets.</param>
    /// <param name="issuer">The identity provider.</param>
    /// <param name="governance">Where it gets its rules.</param>
    /// <param name="domains">The domains that the mesh's start found.</param>
    /// <param name="addresses">The addresses of domains' services; without any, ports may be anywhere on this machine.</param>
    /// <param name="audit">The folder of its audit journal; without any, a temporary one.</param>
    protected static Dictionary<string, string> Settings(
        string database, string buckets, string issuer, Uri governance, string? domains = null, IReadOnlyDictionary<string, string>? addresses = null, string? audit = null) => new(
        (addresses ?? new Dictionary<string, string>()).Select(address => KeyValuePair.Create($"Mesh__Domains__{address.Key}__PublicUrl", address.Value))
            .Concat(audit is null ? [] : [KeyValuePair.Create("Mesh__Audit__Folder", audit)]),
        StringComparer.Ordinal)
        {
            ["Mesh__Catalog__Domains"] = domains ?? "",
            ["ConnectionStrings__database"] = database,
            ["Mesh__Storage__Buckets"] = buckets,
            ["Mesh__Identity__Authority"] = issuer,
            ["Mesh__Identity__Audience"] = "catalog",
            ["Mesh__Identity__ClientId"] = "catalog",
            ["Mesh__Identity__ClientSecret"] = "the secret of catalog 0123456789",
            ["services__governance__http__0"] = governance.ToString(),
        };
}
