using System.Text.Json;
using Dapper;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.Products;

/// <summary>Keeps every registered version of every product.</summary>
internal sealed class ProductStore(NpgsqlDataSource database, TimeProvider time)
{
    // The default major version first: the newest that is in use. Where none is, the newest that there was.
    private const string Default = MajorVersionsInUse.Condition + " DESC, v.major DESC, v.minor DESC, v.patch DESC";

    private const string Columns = "v.name, v.major, v.minor, v.patch, v.details, d.reported_at, d.silent_since, d.orphaned_at";

    // Counts the rows that were found, not all that were looked through.
    private const string Found = $"SELECT v.details, {VersionTerms.OfOthers} AS others, v.reported_at, v.silent_since, v.orphaned_at";

    private const string Rows = """
        product_versions v JOIN major_lives m ON m.name = v.name AND m.major = v.major
            LEFT JOIN domains d ON d.domain = split_part(v.name, '.', 1)
        """;

    private readonly ReadVersions _read = new();

    /// <summary>The default versions of some products, in order of name; those that there are not are left out.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(IReadOnlyList<DataProductId> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        var rows = await database.QueryAsync<(string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(
            $"""
            {Found} FROM (
                SELECT DISTINCT ON (v.name) {Columns}
                FROM {Rows}
                WHERE v.name = ANY(@Names)
                ORDER BY v.name, {Default}) v
            """,
            new { Now = now, Names = names.Select(name => name.ToString()).ToArray() },
            cancellationToken);
        return [.. rows.Select(row => Read(row, now)).OrderBy(product => product.Name.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Some products, none of them twice, each in the newest version of its default major version or of the one that is named; those that there are not are left out.</summary>
    public async Task<IReadOnlyDictionary<ProductReference, ProductDetails>> FindAsync(IReadOnlyList<ProductReference> references, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await database.QueryAsync<(long Position, string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(
            $"""
            SELECT v.position, v.details, {VersionTerms.OfOthers} AS others, v.reported_at, v.silent_since, v.orphaned_at FROM (
                SELECT DISTINCT ON (r.position) r.position, {Columns}
                FROM unnest(@Names, @Numbers) WITH ORDINALITY AS r (wanted, wanted_major, position)
                    JOIN ({Rows}) ON v.name = r.wanted AND (r.wanted_major IS NULL OR v.major = r.wanted_major)
                WHERE v.name = ANY(@Names)
                ORDER BY r.position, {Default}) v
            """,
            new { Now = now, Names = references.Select(reference => reference.Product.ToString()).ToArray(), Numbers = references.Select(reference => reference.Major).ToArray() },
            cancellationToken);
        return rows.ToDictionary(
            row => references[(int)row.Position - 1], row => Read((row.Details, row.Others, row.ReportedAt, row.SilentSince, row.OrphanedAt), now));
    }

    /// <summary>The newest version of a product's default major version, or of the one that is named; null when there is none.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference reference, CancellationToken cancellationToken) => FindAsync(reference, version: null, cancellationToken);

    /// <summary>As <see cref="FindAsync(ProductReference, CancellationToken)"/>, or a certain version; null when there is none.</summary>
    public async Task<ProductDetails?> FindAsync(ProductReference reference, ProductVersion? version, CancellationToken cancellationToken) =>
        (await FindRevisedAsync(reference, version, cancellationToken))?.Product;

    /// <summary>As <see cref="FindAsync(ProductReference, ProductVersion?, CancellationToken)"/>, with the text of the product's revision (<see cref="ProductRevisions"/>).</summary>
    public async Task<(ProductDetails Product, string? Revision)?> FindRevisedAsync(ProductReference reference, ProductVersion? version, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Both statements in one message. The revision is that of the first one or earlier, never later.
        await using var found = await connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            {Found}, {ProductRevisions.Text} AS revision FROM (
                SELECT {Columns}
                FROM {Rows}
                WHERE v.name = @Name AND (@Major::integer IS NULL OR v.major = @Major)
                    AND (@Of::integer IS NULL OR (v.major, v.minor, v.patch) = (@Of, @Minor, @Patch))
                ORDER BY {Default}
                LIMIT 1) v;
            {MajorVersionRows.List}
            """,
            new { Name = reference.Product.ToString(), Product = reference.Product.ToString(), reference.Major, Of = version?.Major, Minor = version?.Minor, Patch = version?.Patch, Now = now },
            cancellationToken: cancellationToken));
        var row = await found.ReadFirstOrDefaultAsync<(string? Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt, string? Revision)>();
        var listed = await MajorVersionRows.ReadListAsync(found);
        if (row.Details is null)
        {
            return null;
        }

        var terms = _read.Of(reference, version, row.Details, row.Others);
        var product = WithPresence(terms, (row.Details, row.Others, row.ReportedAt, row.SilentSince, row.OrphanedAt), now);
        // A major version may be dropped between the two statements.
        return MajorVersionTimeline.At(now, product.Name, listed).FirstOrDefault(major => major.Major == product.Version.Major) is { } lifecycle ? (product with { Lifecycle = lifecycle }, row.Revision) : null;
    }

    /// <summary>The ends of some default major versions, by product; those without an end are left out.</summary>
    public async Task<IReadOnlyDictionary<DataProductId, DateTimeOffset>> EndsAsync(IReadOnlyList<ProductMajorVersion> defaults, CancellationToken cancellationToken)
    {
        // A default major version has no successor in use: it ends when its owner said so, or has ended.
        var rows = await database.QueryAsync<(string Name, DateTime End)>(
            """
            SELECT m.name, m.retires_at FROM unnest(@Names, @Numbers) v (name, major) JOIN major_lives m ON m.name = v.name AND m.major = v.major
            WHERE m.retires_at IS NOT NULL AND (m.end_is_set OR m.retires_at <= @Now)
            """,
            new { Names = defaults.Select(product => product.Product.ToString()).ToArray(), Numbers = defaults.Select(product => product.Major).ToArray(), Now = time.GetUtcNow() },
            cancellationToken);
        return rows.ToDictionary(row => DataProductId.Parse(row.Name), row => new DateTimeOffset(row.End));
    }

    /// <summary>Every version of a product, the newest first; none when no such product is registered.</summary>
    public async Task<IReadOnlyList<ProductDetails>> VersionsAsync(DataProductId name, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<string>(
            "SELECT details FROM product_versions WHERE name = @Name ORDER BY major DESC, minor DESC, patch DESC", new { Name = name.ToString() }, cancellationToken);
        var versions = rows.Select(Read).ToList();
        return [.. versions.Select(version => version with { Stricter = VersionTerms.Stricter(version, versions) })];
    }

    /// <summary>The stricter terms of other versions that are in force for each version of a domain's products, by version; those without any are left out.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>>>> StricterOfDomainAsync(string domain, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Details, string? Others)>(
            $"""
            SELECT v.details, {VersionTerms.OfOthers} AS others
            FROM product_versions v
            WHERE starts_with(v.name, @Prefix)
              AND EXISTS (SELECT FROM product_versions o WHERE o.name = v.name AND (o.major, o.minor, o.patch) <> (v.major, v.minor, v.patch))
            """,
            new { Prefix = domain + "." },
            cancellationToken);
        return rows.Select(row => VersionTerms.Read(row.Details, row.Others)).Where(product => product.Stricter is not null)
            .GroupBy(product => product.ProductMajorVersion)
            .ToDictionary(
                versions => versions.Key,
                IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>> (versions) => versions.OrderBy(version => version.Version).ToDictionary(version => version.Version.ToString(), version => version.Stricter!, StringComparer.Ordinal));
    }

    private static ProductDetails Read((string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt) row, DateTimeOffset now) =>
        WithPresence(VersionTerms.Read(row.Details, row.Others), row, now);

    private static ProductDetails WithPresence(ProductDetails product, (string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt) row, DateTimeOffset now)
    {
        var presence = new DomainPresence(row.ReportedAt, row.SilentSince, row.OrphanedAt);
        return product with { Reachability = presence.At(now), LastReportAt = presence.LastReportAt };
    }

    private static ProductDetails Read(string json) => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!;
}
