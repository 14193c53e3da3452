using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Governance.Policies;

/// <summary>The rules in force. Enforcement points keep a copy and ask by ETag whether it still holds.</summary>
internal static class PolicyEndpoints
{
    // A folder of the operator's own; without it the mesh's default rules, which lie beside the program.
    private const string FolderSetting = "Mesh:Policy:Folder";

    public static void AddPolicies(this WebApplicationBuilder builder)
    {
        var folder = builder.Configuration[FolderSetting] is { Length: > 0 } own
            ? Path.GetFullPath(own, builder.Environment.ContentRootPath)
            : Path.Combine(AppContext.BaseDirectory, "Policies");
        // Read now: what no enforcement point could use must not start at all.
        builder.Services.AddSingleton(new BundleSource(BundleReader.Read(folder)));
        if (builder.Environment.IsDevelopment())
            builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<BundleReload>(services, folder));
    }

    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/policies").WithTags("Policies")
            .MapGet("/bundle", Bundle)
            .WithName("PolicyBundle")
            .WithSummary("The policy bundle in force, as YAML");

    private static FileContentHttpResult Bundle(BundleSource bundles, HttpResponse response)
    {
        var bundle = bundles.Current;
        response.Headers.CacheControl = "no-cache";
        response.Headers["Mesh-Policy-Version"] = bundle.Rules.Version;
        return TypedResults.Bytes(bundle.Yaml, "application/yaml", entityTag: new EntityTagHeaderValue(bundle.Tag));
    }
}
