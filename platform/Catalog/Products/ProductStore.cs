using System.Text.Json;
using Dapper;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Iceberg;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.SchemaRegistry;
using MeshStarter.Contracts;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>Keeps every registered version of every product.</summary>
internal sealed class ProductStore(NpgsqlDataSource database, TimeProvider time)
{
    // The default major version first: the newest that is in use. Where none is, the newest that there was.
    private const string Default = MajorVersionsInUse.Condition + " DESC, v.major DESC, v.minor DESC, v.patch DESC";

    private const string Columns = "v.name, v.major, v.minor, v.patch, v.details, d.reported_at, d.silent_since, d.orphaned_at";

    // Of the rows that were found, not of all that were looked through.
    private const string Found = $"SELECT v.details, {VersionTerms.OfOthers} AS others, v.reported_at, v.silent_since, v.orphaned_at";

    private const string Rows = """
        product_versions v JOIN major_lives m ON m.name = v.name AND m.major = v.major
            LEFT JOIN domains d ON d.domain = split_part(v.name, '.', 1)
        """;

    /// <summary>The default version of each product after a name, in order of name.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(string? domain, string? after, int limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(new CommandDefinition(
            $"""
            {Found} FROM (
                SELECT DISTINCT ON (v.name) {Columns}
                FROM {Rows}
                WHERE v.name > @After AND (@Prefix = '' OR starts_with(v.name, @Prefix))
                ORDER BY v.name, {Default}
                LIMIT @Limit) v
            ORDER BY v.name
            """,
            new { Now = now, After = after ?? "", Prefix = string.IsNullOrEmpty(domain) ? "" : domain + ".", Limit = limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => Read(row, now))];
    }

    /// <summary>The newest version of a product's default major version, or of the one that is named; null when there is none.</summary>
    public async Task<ProductDetails?> FindAsync(ProductReference reference, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<(string? Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(new CommandDefinition(
            $"""
            {Found} FROM (
                SELECT {Columns}
                FROM {Rows}
                WHERE v.name = @Name AND (@Major::integer IS NULL OR v.major = @Major)
                ORDER BY {Default}
                LIMIT 1) v
            """,
            new { Name = reference.Product.ToString(), reference.Major, Now = now },
            cancellationToken: cancellationToken));
        if (row.Details is null)
        {
            return null;
        }

        var product = Read(row!, now);
        var majorVersions = MajorVersionTimeline.At(now, product.Name, await LifecycleStore.ListAsync(connection, product.Name, cancellationToken));
        return product with { Lifecycle = majorVersions.First(major => major.Major == product.Version.Major) };
    }

    /// <summary>Every version of a product, the newest first; none when no such product is registered.</summary>
    public async Task<IReadOnlyList<ProductDetails>> VersionsAsync(DataProductId name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT details FROM product_versions WHERE name = @Name ORDER BY major DESC, minor DESC, patch DESC", new { Name = name.ToString() }, cancellationToken: cancellationToken));
        var versions = rows.Select(Read).ToList();
        return [.. versions.Select(version => version with { Stricter = VersionTerms.Stricter(version, versions) })];
    }

    /// <summary>The stricter terms of other versions that are in force for each version of a domain's products, by version; those without any are left out.</summary>
    public async Task<IReadOnlyDictionary<ProductMajorVersion, IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>>>> StricterOfDomainAsync(string domain, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Details, string? Others)>(new CommandDefinition(
            $"""
            SELECT v.details, {VersionTerms.OfOthers} AS others
            FROM product_versions v
            WHERE starts_with(v.name, @Prefix)
              AND EXISTS (SELECT FROM product_versions o WHERE o.name = v.name AND (o.major, o.minor, o.patch) <> (v.major, v.minor, v.patch))
            """,
            new { Prefix = domain + "." },
            cancellationToken: cancellationToken));
        return rows.Select(row => VersionTerms.Read(row.Details, row.Others)).Where(product => product.Stricter is not null)
            .GroupBy(product => new ProductMajorVersion(product.Name, product.Version.Major))
            .ToDictionary(
                versions => versions.Key,
                IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>> (versions) => versions.ToDictionary(version => version.Version.ToString(), version => version.Stricter!, StringComparer.Ordinal));
    }

    /// <summary>
    /// Keeps a version. The same contract again changes nothing but the words for people; a contract that
    /// <see cref="VersionRule"/> does not permit alongside the others is not kept, and the rule's sentence is returned.
    /// </summary>
    public async Task<RegistrationResult> RegisterAsync(ProductDetails details, string descriptor, TimeSpan notice, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var key = new { Name = details.Name.ToString(), details.Version.Major, details.Version.Minor, details.Version.Patch };

        // Two replicas of one service may register at the same moment: the second waits and then finds the first's row.
        await connection.ExecuteAsync(new CommandDefinition(
            "SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))", key, transaction, cancellationToken: cancellationToken));
        var rows = await connection.QueryAsync<VersionRow>(new CommandDefinition(
            "SELECT details, descriptor FROM product_versions WHERE name = @Name", key, transaction, cancellationToken: cancellationToken));
        var existing = rows.Select(row => (Details: Read(row.Details), row.Descriptor)).ToList();
        if (VersionRule.Problem([.. existing.Select(version => version.Details.ToDescriptor())], details.ToDescriptor()) is { } problem)
        {
            return new RegistrationResult.Conflict(problem.Text, problem.Least);
        }

        var major = (await LifecycleStore.ListAsync(connection, details.Name, cancellationToken)).FirstOrDefault(row => row.Major == details.Version.Major);
        var (previous, text) = existing.FirstOrDefault(version => version.Details.Version == details.Version);
        if (previous is null && major is not null && major.IsRetired(time.GetUtcNow()))
        {
            return new RegistrationResult.Conflict($"version: major version {major.Major} of {details.Name} was retired at {major.RetiresAt:u}; a new contract needs a major version of its own.");
        }

        var isNewest = existing.TrueForAll(version => version.Details.Version.Major != details.Version.Major || version.Details.Version <= details.Version);
        if (previous is not null && text == descriptor && previous.Ports.SequenceEqual(details.Ports))
        {
            return await HoldAsync(transaction, RegistrationOutcome.Unchanged, previous, InForce(previous), isNewest, cancellationToken);
        }

        await NamespaceStore.FreeAsync(details.Name.Domain, time.GetUtcNow(), transaction, cancellationToken);
        var kept = previous is null ? details : details with { RegisteredAt = previous.RegisteredAt };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO product_versions (name, major, minor, patch, descriptor, details, registered_at, updated_at)
            VALUES (@Name, @Major, @Minor, @Patch, @Descriptor, @Details::jsonb, @RegisteredAt, @UpdatedAt)
            ON CONFLICT (name, major, minor, patch)
            DO UPDATE SET descriptor = excluded.descriptor, details = excluded.details, updated_at = excluded.updated_at
            """,
            new
            {
                key.Name,
                key.Major,
                key.Minor,
                key.Patch,
                Descriptor = descriptor,
                Details = JsonSerializer.Serialize(kept, MeshJson.Options),
                kept.RegisteredAt,
                kept.UpdatedAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        await LifecycleStore.AddAsync(transaction, details.Name, details.Version.Major, time.GetUtcNow(), notice, cancellationToken);
        return await HoldAsync(transaction, previous is null ? RegistrationOutcome.Created : RegistrationOutcome.Updated, kept, InForce(kept), isNewest, cancellationToken);

        ProductDetails InForce(ProductDetails product) => product with { Stricter = VersionTerms.Stricter(product, [.. existing.Select(version => version.Details)]) };
    }

    // The registry of schemas holds the contract, too, or the version does not stand.
    private static async Task<RegistrationResult> HoldAsync(NpgsqlTransaction transaction, RegistrationOutcome outcome, ProductDetails product, ProductDetails answer, bool isNewest, CancellationToken cancellationToken)
    {
        if (await ContractRegistration.HoldAsync(transaction, product, isNewest, cancellationToken) is { } problem)
        {
            return new RegistrationResult.Conflict(problem);
        }

        await transaction.CommitAsync(cancellationToken);
        return new RegistrationResult.Stored(outcome, answer);
    }

    private static ProductDetails Read((string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt) row, DateTimeOffset now)
    {
        var presence = new DomainPresence(row.ReportedAt, row.SilentSince, row.OrphanedAt);
        return VersionTerms.Read(row.Details, row.Others) with { Reachability = presence.At(now), LastReportAt = presence.LastReportAt };
    }

    private static ProductDetails Read(string json) => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!;

    private sealed record VersionRow(string Details, string Descriptor);
}
