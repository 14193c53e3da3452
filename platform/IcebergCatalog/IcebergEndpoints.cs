using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>The Iceberg REST specification's addresses under <c>/iceberg</c>. What is served here is what <c>/v1/config</c> lists.</summary>
internal static class IcebergEndpoints
{
    public const string Root = "/iceberg";

    /// <summary>The only catalog, and the prefix of its addresses.</summary>
    public const string Prefix = "mesh";

    public static void MapIceberg(this IEndpointRouteBuilder app)
    {
        var root = app.MapGroup($"{Root}/v1").WithTags("iceberg").AddEndpointFilter<IcebergErrorFilter>().AddEndpointFilter(app.ServiceProvider.GetRequiredService<RequestLimits>());
        root.MapGet("config", ConfigAsync).WithName("IcebergConfig").WithSummary("How clients are to talk to this catalog");

        var catalog = root.MapGroup(Prefix);
        catalog.MapNamespaces();
        catalog.MapTables();
        catalog.MapTableChanges();
    }

    private static async Task<IResult> ConfigAsync(HttpContext http, TableNames names, IcebergAccess access, CancellationToken cancellationToken, string? warehouse = null)
    {
        if (warehouse is { Length: > 0 } && warehouse != Prefix
            && (MeshName.Problem(warehouse) is not null || !await names.IsDomainAsync(new NamespaceName([warehouse]), cancellationToken)
                || !await access.MaySeeAsync(http.User.ToPrincipal(), warehouse, cancellationToken)))
        {
            throw IcebergRefusedException.NoSuchWarehouse(warehouse);
        }

        return JsonAnswer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("defaults");
            json.WriteEndObject();
            json.WriteStartObject("overrides");
            json.WriteString("prefix", Prefix);
            json.WriteString("namespace-separator", NamespaceName.EncodedSeparator);
            json.WriteEndObject();
            IcebergJson.WriteList(json, "endpoints", Served, static (endpoint, writer) => writer.WriteStringValue(endpoint));
            json.WriteString("idempotency-key-lifetime", IdempotencyKey.Lifetime);
            json.WriteEndObject();
        });
    }

    private static readonly IReadOnlyList<string> Served =
    [
        "GET /v1/{prefix}/namespaces",
        "POST /v1/{prefix}/namespaces",
        "GET /v1/{prefix}/namespaces/{namespace}",
        "HEAD /v1/{prefix}/namespaces/{namespace}",
        "DELETE /v1/{prefix}/namespaces/{namespace}",
        "POST /v1/{prefix}/namespaces/{namespace}/properties",
        "GET /v1/{prefix}/namespaces/{namespace}/tables",
        "POST /v1/{prefix}/namespaces/{namespace}/tables",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "HEAD /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "DELETE /v1/{prefix}/namespaces/{namespace}/tables/{table}",
        "GET /v1/{prefix}/namespaces/{namespace}/tables/{table}/credentials",
        "POST /v1/{prefix}/namespaces/{namespace}/tables/{table}/metrics",
        "POST /v1/{prefix}/namespaces/{namespace}/register",
        "POST /v1/{prefix}/tables/rename",
        "POST /v1/{prefix}/transactions/commit",
    ];
}
