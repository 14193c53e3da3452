using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Governance.Policies;

/// <summary>The rules in force. Enforcement points keep a copy and ask by ETag whether it still holds.</summary>
internal static class PolicyEndpoints
{
    public static void AddPolicies(this WebApplicationBuilder builder) =>
        // Read now: what no enforcement point could use must not start at all.
        builder.Services.AddSingleton(BundleReader.Read(Path.Combine(AppContext.BaseDirectory, "Policies")));

    public static void MapPolicies(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/policies").WithTags("Policies")
            .MapGet("/bundle", Bundle)
            .WithName("PolicyBundle")
            .WithSummary("The policy bundle in force, as YAML");

    private static FileContentHttpResult Bundle(BundleFile bundle, HttpResponse response)
    {
        response.Headers.CacheControl = "no-cache";
        response.Headers["Mesh-Policy-Version"] = bundle.Version;
        return TypedResults.Bytes(bundle.Yaml, "application/yaml", entityTag: new EntityTagHeaderValue(bundle.Tag));
    }
}
