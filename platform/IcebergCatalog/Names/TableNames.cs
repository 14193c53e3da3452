using System.Collections.Concurrent;
using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Lake.Tables;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog.Names;

/// <summary>
/// Resolves names of tables. A domain is a namespace as soon as it has registered a product, and when it is removed for as long as tables of it stay.
/// Each major version of a product has a table <c>&lt;product&gt;_v&lt;major&gt;</c>, and the plain name is a second name of the default one's.
/// </summary>
internal sealed class TableNames(NpgsqlDataSource database, TimeProvider time)
{
    // A namespace of the platform has a row as long as it has tables: where there is none, its tables are those of a domain that was removed.
    private const string IsDomain = """
        SELECT EXISTS (SELECT FROM product_versions WHERE starts_with(name, @Domain || '.'))
            OR (EXISTS (SELECT FROM iceberg_tables WHERE namespace = ARRAY[@Domain]) AND NOT EXISTS (SELECT FROM iceberg_namespaces WHERE name = ARRAY[@Domain]))
        """;

    // A domain, once there, stays, and so does a major version of a product, until they are removed: another catalog's removal is noticed after so long.
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _domains = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ProductMajorVersion, long> _majorVersions = new();

    /// <summary>Whether a name is of the form that products' tables have: no other table is called so, with leading zeros neither.</summary>
    public static bool IsVersioned(string name)
    {
        var mark = name.LastIndexOf(ProductMajorVersion.Mark, StringComparison.Ordinal);
        return mark > 0 && int.TryParse(name.AsSpan(mark + ProductMajorVersion.Mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }

    /// <summary>Notes that a major version was removed, and maybe its domain's last one.</summary>
    public void Forget(ProductMajorVersion removed)
    {
        _majorVersions.TryRemove(removed, out _);
        _domains.TryRemove(removed.Product.Domain, out _);
    }

    /// <summary>Every domain that has products, by name.</summary>
    public Task<IReadOnlyList<string>> DomainsAsync(CancellationToken cancellationToken) => database.QueryAsync<string>(
        """SELECT DISTINCT split_part(name, '.', 1) COLLATE "C" AS domain FROM product_versions ORDER BY domain""", null, cancellationToken);

    /// <summary>Whether a namespace is a domain.</summary>
    public async Task<bool> IsDomainAsync(NamespaceName name, CancellationToken cancellationToken)
    {
        if (name.Single is not { } domain || MeshName.Problem(domain) is not null)
        {
            return false;
        }

        if (IsKnown(_domains, domain))
        {
            return true;
        }

        var at = time.GetTimestamp();
        var exists = await database.FirstAsync<bool>(IsDomain, new { Domain = domain }, cancellationToken);
        if (exists)
        {
            _domains[domain] = at;
        }

        return exists;
    }

    /// <summary>Resolves a name; the table need not exist.</summary>
    public async Task<TableTarget> ResolveAsync(TableIdentifier requested, CancellationToken cancellationToken)
    {
        var space = new NamespaceName(requested.Namespace);
        var target = new TableTarget(requested, space, requested.Name);
        if (!await IsDomainAsync(space, cancellationToken))
        {
            return target;
        }

        var domain = space.Single!;
        target = target with { Domain = domain };
        if (ProductMajorVersion.TryParse($"{domain}.{requested.Name}", out var versioned) && await IsMajorAsync(versioned, cancellationToken))
        {
            return target with { Product = versioned.Product, Major = versioned.Major };
        }

        return DataProductId.TryParse($"{domain}.{requested.Name}", out var plain, out _) && await MajorAsync(plain, major: null, cancellationToken) is { } existing
            ? target with { Name = ProductTable.Of(plain, existing).Name, Product = plain, Major = existing }
            : target;
    }

    private bool IsKnown<T>(ConcurrentDictionary<T, long> known, T name)
        where T : notnull => known.TryGetValue(name, out var at) && time.GetElapsedTime(at) < KnownFor;

    private async Task<bool> IsMajorAsync(ProductMajorVersion major, CancellationToken cancellationToken)
    {
        if (!IsKnown(_majorVersions, major))
        {
            var at = time.GetTimestamp();
            if (await MajorAsync(major.Product, major.Major, cancellationToken) != major.Major)
            {
                return false;
            }

            _majorVersions[major] = at;
        }

        return true;
    }

    // The major version of a number, or else the default one: the newest that is in use. Null when there is none.
    private Task<int?> MajorAsync(DataProductId product, int? major, CancellationToken cancellationToken) => database.FirstAsync<int?>(
        $"""
        SELECT m.major FROM major_lives m
        WHERE m.name = @Name AND (@Major::integer IS NULL OR m.major = @Major)
        ORDER BY {MajorVersionsInUse.Condition} DESC, m.major DESC
        LIMIT 1
        """,
        new { Name = product.ToString(), Major = major, Now = time.GetUtcNow() },
        cancellationToken);
}
