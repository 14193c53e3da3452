using System.Globalization;
using MeshStarter.Governance.Access;
using MeshStarter.Governance.Proposals;
using MeshStarter.Governance.Rights;
using MeshStarter.Platform.Enforcement.Bundles;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Governance.Policies;

/// <summary>The rules in force. Enforcement points keep a copy and ask by ETag for the next one; the answer may wait for it.</summary>
internal static class PolicyEndpoints
{
    // A folder of the operator's own; without it the mesh's default rules, which lie alongside the program.
    private const string FolderSetting = "Mesh:Policy:Folder";

    // Ingresses cut a request that is silent for longer (Azure Container Apps: 240 s).
    private const int LongestWaitMs = 60_000;

    public static void AddPolicies(this WebApplicationBuilder builder)
    {
        var folder = builder.Configuration[FolderSetting] is { Length: > 0 } own
            ? Path.GetFullPath(own, builder.Environment.ContentRootPath)
            : Path.Combine(AppContext.BaseDirectory, "Policies");
        // Read now: what no enforcement point could use must not start at all.
        var (text, bundle) = BundleReader.Read(folder);
        var services = builder.Services;
        services.AddSingleton(provider => new BundleSource(bundle, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new PolicyFolder(folder, text, bundle));
        services.AddSingleton<PolicyStore>();
        services.AddSingleton<PolicyVersionService>();
        // Versions and votes are only added.
        services.AddSingleton(new TableRights(role => $"""
            GRANT SELECT, INSERT ON policy_versions, policy_votes, policy_domains TO {role};
            GRANT SELECT, UPDATE ON policy_state TO {role};
            GRANT SELECT, INSERT, UPDATE ON policy_proposals, policy_tightenings, policy_declassifications TO {role};
            """));
        services.AddHostedService<BundleStart>();
        if (builder.Environment.IsDevelopment())
        {
            services.AddHostedService<BundleReload>();
        }
    }

    public static void MapPolicies(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/policies").WithTags("Policies")
            .MapGet("/bundle", BundleAsync)
            .WithName("PolicyBundle")
            .WithSummary("The policy bundle in force, as YAML; with If-None-Match and wait (milliseconds) the answer waits for another one");
        routes.MapVersions();
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> BundleAsync(
        HttpContext http, BundleSource bundles, PolicyStore store, ServedView view, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var wait = 0;
        if (http.Request.Query["wait"].ToString() is { Length: > 0 } text && (!int.TryParse(text, out wait) || wait < 0))
        {
            return GovernanceProblems.BadRequest("wait: must be a whole number of milliseconds, 0 or more.");
        }

        if (wait > 0 && http.Request.Headers.IfNoneMatch is [{ } known])
        {
            // The end of the service is not held up.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            await bundles.WaitAsync(known, TimeSpan.FromMilliseconds(Math.Min(wait, LongestWaitMs)), end.Token);
            cancellationToken.ThrowIfCancellationRequested();
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw GovernanceProblems.Stopping;
            }
        }

        var bundle = bundles.Current;
        var caller = http.User.ToPrincipal();
        // Enforcement points decide by all of it; people and other services read what they may know of.
        if (!AccessSeats.IsEnforcementPoint(caller) && await store.ServedAsync(cancellationToken) is { } served && await view.OfAsync(caller, served, cancellationToken) is var seen && seen != served)
        {
            bundle = seen.ToBundle();
        }

        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["Mesh-Policy-Version"] = bundle.Rules.Version;
        http.Response.Headers["Mesh-Policy-Number"] = bundle.Number.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers[PolicyBundleClient.RevisionHeader] = bundle.Revision.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Bytes(bundle.Yaml, "application/yaml", entityTag: new EntityTagHeaderValue(bundle.Tag));
    }
}
