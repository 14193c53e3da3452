using System.Text;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.IcebergCatalog.Access;
using MeshStarter.Platform.IcebergCatalog.Names;
using MeshStarter.Platform.IcebergCatalog.Tables;
using MeshStarter.Platform.IcebergCatalog.Wire;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Platform.IcebergCatalog.Namespaces;

/// <summary>Namespaces: one for each domain, and those that the platform's administrators make alongside.</summary>
internal static class NamespaceEndpoints
{
    // The default location of new tables for writers that choose it themselves. Trino does, and without it creates no table: it
    // requires that the folder be empty, when the catalog has put the metadata there already.
    private const string Location = "location";

    public static void MapNamespaces(this IEndpointRouteBuilder catalog)
    {
        catalog.MapGet("namespaces", ListAsync).WithName("ListNamespaces").WithSummary("The namespaces directly below one, or of the top");
        catalog.MapPost("namespaces", CreateAsync).WithName("CreateNamespace").WithSummary("Make a namespace that is no domain");
        catalog.MapGet("namespaces/{ns}", LoadAsync).WithName("LoadNamespace").WithSummary("A namespace and its properties");
        catalog.MapMethods("namespaces/{ns}", [HttpMethods.Head], ExistsAsync).WithName("NamespaceExists").WithSummary("Whether a namespace is there");
        catalog.MapDelete("namespaces/{ns}", DropAsync).WithName("DropNamespace").WithSummary("Drop an empty namespace");
        catalog.MapPost("namespaces/{ns}/properties", ChangeAsync).WithName("ChangeNamespace").WithSummary("Set and remove a namespace's properties");
    }

    private static async Task<IResult> ListAsync(HttpContext http, TableNames names, NamespaceStore store, IcebergAccess access, CancellationToken cancellationToken)
    {
        var caller = http.User.ToPrincipal();
        var page = Page.Of(http);
        var parent = http.Request.Query["parent"].ToString() is { Length: > 0 } text ? NamespaceName.FromQuery(text) : null;
        IReadOnlyList<string> domains = [];
        if (parent is not null)
        {
            await FindAsync(http, parent, names, store, access, cancellationToken);
        }
        else
        {
            domains = await names.DomainsAsync(cancellationToken);
        }

        List<NamespaceName> children = [.. (await access.VisibleAsync(caller, domains, cancellationToken)).Select(domain => new NamespaceName([domain]))];
        if (await access.MaySeeAsync(caller, domain: null, cancellationToken))
        {
            // A domain's namespace has a row, too, once its properties are set.
            children.AddRange((await store.ChildrenAsync(parent, cancellationToken)).Where(child => child.Single is not { } name || !domains.Contains(name, StringComparer.Ordinal)));
        }

        return page.Answer("namespaces", children, static child => child.Levels[^1], static (child, json) => child.WriteTo(json));
    }

    private static async Task<IResult> CreateAsync(HttpContext http, TableNames names, NamespaceStore store, TableStorage storage, IMeshDomains domains, IcebergAccess access, IdempotentAnswers answers, CancellationToken cancellationToken) =>
        await answers.RunAsync(
            http,
            async key =>
            {
                var (name, properties) = RequestBody.Read(http, NamespaceRequests.ReadNew);
                var (caller, isDomain) = (http.User.ToPrincipal(), await names.IsDomainAsync(name, cancellationToken));
                if (!isDomain || !await access.MaySeeAsync(caller, name.Single, cancellationToken))
                {
                    access.RequireNamespaceChange(caller, name, domain: null, "create");
                }

                if (isDomain)
                {
                    throw IcebergRefusedException.AlreadyExists($"Namespace already exists: {name}");
                }

                if (name.Single is { } level && domains.Has(level))
                {
                    throw IcebergRefusedException.Forbidden($"namespace: {name} is a domain of this mesh: its namespace is there as soon as it registers a product. Choose another name.");
                }

                RequireLocation(name, domain: null, properties, storage);
                await access.RecordedAsync();
                var answer = NamespaceRequests.Answer(name, properties);
                return await store.CreateAsync(name, properties, key, Encoding.UTF8.GetString(answer.Span), cancellationToken)
                    ? new JsonAnswer(StatusCodes.Status200OK, answer)
                    : throw IcebergRefusedException.AlreadyExists($"Namespace already exists: {name}");
            },
            showTable: null,
            cancellationToken);

    private static async Task<IResult> LoadAsync(HttpContext http, TableNames names, NamespaceStore store, TableStorage storage, IcebergAccess access, CancellationToken cancellationToken)
    {
        var name = RequestPath.Namespace(http);
        var properties = new Dictionary<string, string>(await FindAsync(http, name, names, store, access, cancellationToken), StringComparer.Ordinal);
        var domain = await names.IsDomainAsync(name, cancellationToken) ? name.Single : null;
        // Paths are returned to no other caller.
        if (IcebergAccess.MayKeepTables(http.User.ToPrincipal(), domain))
        {
            properties.TryAdd(Location, storage.LocationOf(name, domain));
        }
        else
        {
            properties.Remove(Location);
        }

        return new JsonAnswer(StatusCodes.Status200OK, NamespaceRequests.Answer(name, properties));
    }

    private static async Task<IResult> ExistsAsync(HttpContext http, TableNames names, NamespaceStore store, IcebergAccess access, CancellationToken cancellationToken)
    {
        await FindAsync(http, RequestPath.Namespace(http), names, store, access, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<IResult> DropAsync(HttpContext http, TableNames names, NamespaceStore store, IcebergAccess access, IdempotentAnswers answers, CancellationToken cancellationToken) =>
        await answers.RunAsync(
            http,
            async key =>
            {
                var name = RequestPath.Namespace(http);
                await FindAsync(http, name, names, store, access, cancellationToken);
                if (await names.IsDomainAsync(name, cancellationToken))
                {
                    throw IcebergRefusedException.Forbidden($"{name} is a domain: its namespace is there for as long as the domain has products or tables.");
                }

                access.RequireNamespaceChange(http.User.ToPrincipal(), name, domain: null, "drop");
                await access.RecordedAsync();
                await store.DropAsync(name, key, cancellationToken);
                return TypedResults.NoContent();
            },
            showTable: null,
            cancellationToken);

    private static async Task<IResult> ChangeAsync(HttpContext http, TableNames names, NamespaceStore store, TableStorage storage, IcebergAccess access, IdempotentAnswers answers, CancellationToken cancellationToken) =>
        await answers.RunAsync(
            http,
            async key =>
            {
                var name = RequestPath.Namespace(http);
                var (updates, removals) = RequestBody.Read(http, NamespaceRequests.ReadChange);
                await FindAsync(http, name, names, store, access, cancellationToken);
                var domain = await names.IsDomainAsync(name, cancellationToken) ? name.Single : null;
                access.RequireNamespaceChange(http.User.ToPrincipal(), name, domain, "change");
                RequireLocation(name, domain, updates, storage);

                await access.RecordedAsync();
                ReadOnlyMemory<byte> Answer(IReadOnlyList<string> removed) => NamespaceRequests.ChangeAnswer(updates.Keys, removed, [.. removals.Except(removed, StringComparer.Ordinal)]);
                var removed = await store.ChangeAsync(name, domain, updates, removals, key, removed => Encoding.UTF8.GetString(Answer(removed).Span), cancellationToken);
                return new JsonAnswer(StatusCodes.Status200OK, Answer(removed));
            },
            showTable: null,
            cancellationToken);

    // Engines put tables there.
    private static void RequireLocation(NamespaceName name, string? domain, IReadOnlyDictionary<string, string> properties, TableStorage storage)
    {
        if (properties.TryGetValue(Location, out var location) && location.TrimEnd('/') != storage.LocationOf(name, domain))
        {
            storage.RequireInBucket(domain, location, Location);
        }
    }

    // The properties of a namespace that the caller may see.
    private static async Task<IReadOnlyDictionary<string, string>> FindAsync(
        HttpContext http, NamespaceName name, TableNames names, NamespaceStore store, IcebergAccess access, CancellationToken cancellationToken)
    {
        var isDomain = await names.IsDomainAsync(name, cancellationToken);
        return await access.MaySeeAsync(http.User.ToPrincipal(), isDomain ? name.Single : null, cancellationToken)
            ? await store.FindAsync(name, cancellationToken) ?? (isDomain ? new Dictionary<string, string>() : throw IcebergRefusedException.NoSuchNamespace(name))
            : throw IcebergRefusedException.NoSuchNamespace(name);
    }
}

/// <summary>The bodies of requests and answers about namespaces.</summary>
internal static class NamespaceRequests
{
    public static (NamespaceName Name, IReadOnlyDictionary<string, string> Properties) ReadNew(JsonObjectReader body) =>
        (NamespaceName.FromBody(body.RequiredList("namespace", JsonObjectReader.TextOf)), body.TextMap("properties") ?? new Dictionary<string, string>());

    public static (IReadOnlyDictionary<string, string> Updates, IReadOnlyList<string> Removals) ReadChange(JsonObjectReader body)
    {
        var updates = body.TextMap("updates") ?? new Dictionary<string, string>();
        var removals = body.List("removals", JsonObjectReader.TextOf) ?? [];
        return removals.FirstOrDefault(updates.ContainsKey) is { } both
            ? throw IcebergRefusedException.Unprocessable($"updates: {both} is in removals too; a property is either set or removed.")
            : (updates, removals);
    }

    public static ReadOnlyMemory<byte> Answer(NamespaceName name, IReadOnlyDictionary<string, string> properties) => IcebergJson.Write(json =>
    {
        json.WriteStartObject();
        IcebergJson.WriteMember(json, "namespace", name.WriteTo);
        IcebergJson.WriteMap(json, "properties", properties);
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> ChangeAnswer(IEnumerable<string> updated, IEnumerable<string> removed, IEnumerable<string> missing) => IcebergJson.Write(json =>
    {
        json.WriteStartObject();
        foreach (var (member, names) in ((string, IEnumerable<string>)[])[("updated", updated), ("removed", removed), ("missing", missing)])
        {
            IcebergJson.WriteList(json, member, names, static (name, writer) => writer.WriteStringValue(name));
        }

        json.WriteEndObject();
    });
}
