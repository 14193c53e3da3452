namespace MeshStarter.Catalog.Tests.Running;

/// <summary>The real program, called through its own port.</summary>
internal abstract class RunningCatalog : IAsyncDisposable
{
    public abstract HttpClient Client { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Its settings in Development.</summary>
    protected static Dictionary<string, string> Settings(string database, string buckets, string issuer, Uri governance, string? domains = null) => new(StringComparer.Ordinal)
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
