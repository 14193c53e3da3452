using System.Text.Json;
using Dapper;
using MeshStarter.Catalog.Domains;
using MeshStarter.Catalog.Iceberg;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.SchemaRegistry;
using MeshStarter.Catalog.Search;
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

    /// <summary>The default versions of some products, in order of name; those that there are not are left out.</summary>
    public async Task<IReadOnlyList<ProductDetails>> ListAsync(IReadOnlyList<DataProductId> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return [];
        }

        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(new CommandDefinition(
            $"""
            {Found} FROM (
                SELECT DISTINCT ON (v.name) {Columns}
                FROM {Rows}
                WHERE v.name = ANY(@Names)
                ORDER BY v.name, {Default}) v
            """,
            new { Now = now, Names = names.Select(name => name.ToString()).ToArray() },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => Read(row, now)).OrderBy(product => product.Name.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The newest version of a product's default major version, or of the one that is named; null when there is none.</summary>
    public Task<ProductDetails?> FindAsync(ProductReference reference, CancellationToken cancellationToken) => FindAsync(reference, version: null, cancellationToken);

    /// <summary>As <see cref="FindAsync(ProductReference, CancellationToken)"/>, or a certain version; null when there is none.</summary>
    public async Task<ProductDetails?> FindAsync(ProductReference reference, ProductVersion? version, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var row = await connection.QueryFirstOrDefaultAsync<(string? Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt)>(new CommandDefinition(
            $"""
            {Found} FROM (
                SELECT {Columns}
                FROM {Rows}
                WHERE v.name = @Name AND (@Major::integer IS NULL OR v.major = @Major)
                    AND (@Of::integer IS NULL OR (v.major, v.minor, v.patch) = (@Of, @Minor, @Patch))
                ORDER BY {Default}
                LIMIT 1) v
            """,
            new { Name = reference.Product.ToString(), reference.Major, Of = version?.Major, Minor = version?.Minor, Patch = version?.Patch, Now = now },
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
                IReadOnlyDictionary<string, IReadOnlyList<StricterTerms>> (versions) => versions.OrderBy(version => version.Version).ToDictionary(version => version.Version.ToString(), version => version.Stricter!, StringComparer.Ordinal));
    }

    /// <summary>
    /// Keeps a version. The same contract again changes nothing but the words for people; a contract that
    /// <see cref="VersionRule"/> does not permit alongside the others is not kept, and the rule's sentence is returned.
    /// </summary>
    /// <param name="details">The version.</param>
    /// <param name="descriptor">Its descriptor as it was sent.</param>
    /// <param name="notice">How long a new major version waits for consumers of an earlier one.</param>
    /// <param name="record">Records the outcome; the version is kept once it has completed, and not where it fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RegistrationResult> RegisterAsync(ProductDetails details, string descriptor, TimeSpan notice, Func<RegistrationOutcome, Task> record, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (existing, majorVersions, isDomainTaken) = await ReadExistingAsync(transaction, details.Name, cancellationToken);
        if (VersionRule.Problem([.. existing.Select(version => version.Details.ToDescriptor())], details.ToDescriptor()) is { } problem)
        {
            return new RegistrationResult.Conflict(problem.Text, problem.Least);
        }

        var major = majorVersions.FirstOrDefault(row => row.Major == details.Version.Major);
        var (previous, text) = existing.FirstOrDefault(version => version.Details.Version == details.Version);
        if (previous is null && major is not null && major.IsRetired(now))
        {
            return new RegistrationResult.Conflict($"version: major version {major.Major} of {details.Name} was retired at {major.RetiresAt:u}; a new contract needs a major version of its own.");
        }

        var isNewest = existing.TrueForAll(version => version.Details.Version.Major != details.Version.Major || version.Details.Version <= details.Version);
        var isUnchanged = previous is not null && text == descriptor && previous.Ports.SequenceEqual(details.Ports);
        var kept = isUnchanged ? previous! : previous is null ? details : details with { RegisteredAt = previous.RegisteredAt };
        await using var batch = new StatementBatch(transaction);
        if (!isUnchanged)
        {
            if (isDomainTaken)
            {
                NamespaceStore.Free(batch, details.Name.Domain, now);
            }

            batch.Add(
                """
                INSERT INTO product_versions (name, major, minor, patch, descriptor, details, registered_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8)
                ON CONFLICT (name, major, minor, patch)
                DO UPDATE SET descriptor = excluded.descriptor, details = excluded.details, updated_at = excluded.updated_at
                """,
                kept.Name.ToString(),
                kept.Version.Major,
                kept.Version.Minor,
                kept.Version.Patch,
                descriptor,
                JsonSerializer.Serialize(kept, MeshJson.Options),
                kept.RegisteredAt,
                kept.UpdatedAt);
            LifecycleStore.Add(batch, details.Name, details.Version.Major, now, notice);
            SearchDocuments.Add(batch, [.. existing.Select(version => version.Details).Where(version => version.Version != kept.Version), kept]);
        }

        // The registry of schemas holds the contract, too, or the version does not stand.
        if (await ContractRegistration.AddAsync(transaction, batch, kept, isNewest, cancellationToken) is { } conflict)
        {
            return new RegistrationResult.Conflict(conflict);
        }

        var outcome = isUnchanged ? RegistrationOutcome.Unchanged : previous is null ? RegistrationOutcome.Created : RegistrationOutcome.Updated;
        await batch.ExecuteAsync(cancellationToken);
        await record(outcome);
        await transaction.CommitAsync(cancellationToken);
        return new RegistrationResult.Stored(outcome, kept with { Stricter = VersionTerms.Stricter(kept, [.. existing.Select(version => version.Details)]) });
    }

    // Two replicas of one service may register at the same moment: the second waits and then finds the first's row.
    private static async Task<(List<(ProductDetails Details, string Descriptor)> Versions, IReadOnlyList<MajorVersionRow> MajorVersions, bool IsDomainTaken)> ReadExistingAsync(
        NpgsqlTransaction transaction, DataProductId name, CancellationToken cancellationToken)
    {
        await using var reader = await transaction.Connection!.QueryMultipleAsync(new CommandDefinition(
            $"""
            SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))::text;
            SELECT details, descriptor FROM product_versions WHERE name = @Name;
            {LifecycleStore.List};
            {NamespaceStore.IsTaken}
            """,
            new { Name = name.ToString(), name.Domain },
            transaction,
            cancellationToken: cancellationToken));
        await reader.ReadAsync<string>();
        var rows = await reader.ReadAsync<VersionRow>();
        return ([.. rows.Select(row => (Read(row.Details), row.Descriptor))], await LifecycleStore.ReadAsync(reader), (await reader.ReadAsync<bool>()).Single());
    }

    private static ProductDetails Read((string Details, string? Others, DateTime? ReportedAt, DateTime? SilentSince, DateTime? OrphanedAt) row, DateTimeOffset now)
    {
        var presence = new DomainPresence(row.ReportedAt, row.SilentSince, row.OrphanedAt);
        return VersionTerms.Read(row.Details, row.Others) with { Reachability = presence.At(now), LastReportAt = presence.LastReportAt };
    }

    private static ProductDetails Read(string json) => JsonSerializer.Deserialize<ProductDetails>(json, MeshJson.Options)!;

    private sealed record VersionRow(string Details, string Descriptor);
}
