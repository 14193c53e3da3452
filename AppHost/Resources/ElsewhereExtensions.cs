using MeshStarter.AppHost.Domains;
using MeshStarter.AppHost.Settings;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.AppHost.Resources;

/// <summary>Makes the place of domains elsewhere in the mesh: a database and its role, a bucket, a client, and the settings with which their services join.</summary>
internal static class ElsewhereExtensions
{
    private const int PoolSize = 10;

    /// <summary>Adds the domains of <c>Mesh:Domains:&lt;domain&gt;:PublicUrl</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="server">The mesh's server; null where the databases are an operator's.</param>
    /// <param name="governance">Governance.</param>
    /// <param name="catalog">The catalog.</param>
    /// <param name="mesh">The mesh.</param>
    public static IReadOnlyList<ElsewhereService> AddElsewhere(
        this IDistributedApplicationBuilder builder, DatabaseServer? server, IResourceBuilder<ProjectResource> governance, IResourceBuilder<ProjectResource> catalog, MeshContext mesh) =>
        [.. mesh.Settings.Elsewhere.Select(domain => builder.AddElsewhere(domain, server, governance, catalog, mesh))];

    private static ElsewhereService AddElsewhere(
        this IDistributedApplicationBuilder builder, ElsewhereDomain domain, DatabaseServer? server, IResourceBuilder<ProjectResource> governance, IResourceBuilder<ProjectResource> catalog, MeshContext mesh)
    {
        var (name, resource, settings, data) = (domain.Domain, domain.ResourceName, mesh.Settings, mesh.Settings.Data);
        Dictionary<string, object> given = new(StringComparer.OrdinalIgnoreCase);
        List<string> missing = [];
        foreach (var (variable, value) in settings.Forwarded.Concat(settings.Storage.Given).Concat(settings.Storage.Own).Where(setting => !DatabaseServer.IsOwn(setting.Key) && !IsOfDomains(setting.Key)))
        {
            given[variable.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        given["Mesh:PublicUrl"] = domain.PublicUrl;
        given["Mesh:Data"] = data.Path;
        given["Mesh:Audit:Folder"] = data.AuditOf(resource);
        given["Mesh:Policy:StateFolder"] = data.PolicyOf(resource);
        given["Mesh:Simulator"] = settings.Simulated ? "true" : "false";
        given["Mesh:Identity:Audience"] = name;
        given["Mesh:Identity:ClientId"] = settings.ClientIds.GetValueOrDefault(name, name);
        given["Mesh:Identity:Authority"] = settings.Authority is { } authority ? authority : governance.GetEndpoint("http");
        given["services:governance:http:0"] = governance.GetEndpoint("http");
        given["services:catalog:http:0"] = catalog.GetEndpoint("http");
        given["Mesh:Storage:Bucket"] = settings.Storage.BucketOf(name);
        if (!builder.Environment.IsDevelopment())
        {
            given["Mesh:Hash:Secret"] = mesh.Secret($"{resource}-hash-secret").Resource;
        }

        if (mesh.HasDevelopmentIssuer)
        {
            given["Mesh:Identity:ClientSecret"] = mesh.Secret(MeshContext.ClientSecret(name)).Resource;
        }
        else
        {
            Take("Mesh:Identity:ClientSecret", $"Parameters:{MeshContext.ClientSecret(name)}");
        }

        if (server is not null)
        {
            var password = mesh.Secret(MeshContext.DatabasePassword(name));
            server.AddRole(name, password, "Password");
            given["ConnectionStrings:database"] = server.ConnectionString(name, name, password, PoolSize);
        }
        else
        {
            Take("ConnectionStrings:database", $"ConnectionStrings:{resource}-database");
        }

        if (settings.Storage.IsExternal)
        {
            given["Mesh:Storage:Cache"] = data.CopiesOf(resource);
        }

        // In a storage account each service has an identity of its own.
        if (settings.Storage.Kind == StorageKind.S3)
        {
            var (accessKey, secretKey) = ObjectStorageExtensions.ParametersOf(ObjectStorageExtensions.PairOf(name));
            if (mesh.Target?.Store is { } store)
            {
                given["Mesh:Storage:S3:Endpoint"] = store;
                given["Mesh:Storage:S3:AccessKey"] = mesh.OperatorSecret(accessKey).Resource;
                given["Mesh:Storage:S3:SecretKey"] = mesh.OperatorSecret(secretKey).Resource;
            }
            else
            {
                Take("Mesh:Storage:S3:AccessKey", $"Parameters:{accessKey}");
                Take("Mesh:Storage:S3:SecretKey", $"Parameters:{secretKey}");
            }
        }

        return new ElsewhereService(name, domain.PublicUrl, given, missing);

        // What an operator gives the service itself, the start need not have.
        void Take(string setting, string key)
        {
            if (mesh.GivenOrNull(key) is { Length: > 0 } value)
            {
                given[setting] = value;
            }
            else
            {
                missing.Add(setting);
            }
        }
    }

    private static bool IsOfDomains(string variable) => variable.StartsWith("Mesh__Domains__", StringComparison.OrdinalIgnoreCase);
}
