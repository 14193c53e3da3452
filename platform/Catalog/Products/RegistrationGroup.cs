using System.Text.Json;
using MeshStarter.Catalog.Lifecycle;
using MeshStarter.Catalog.Lineage;
using MeshStarter.Catalog.Search;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.IcebergCatalog.Namespaces;
using MeshStarter.Platform.Products;
using MeshStarter.Platform.Products.Database;
using MeshStarter.Platform.Products.MajorVersions;
using MeshStarter.Platform.SchemaRegistry;
using Npgsql;

namespace MeshStarter.Catalog.Products;

/// <summary>
/// Stores versions of different products in one transaction: what there is is read with one round trip, and what changes is sent with another. All locks are taken
/// first, in one order.
/// </summary>
internal sealed class RegistrationGroup(NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken cancellationToken)
{
    // Two replicas of one service may register at the same moment: the second waits and then finds the first's row.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended(name, 0))::text FROM (SELECT name FROM unnest($1) name ORDER BY name) names";

    private const string Insert = """
        INSERT INTO product_versions (name, major, minor, patch, descriptor, details, registered_at, updated_at)
        SELECT name, major, minor, patch, descriptor, details::jsonb, registered_at, updated_at
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS given(name, major, minor, patch, descriptor, details, registered_at, updated_at)
        ON CONFLICT (name, major, minor, patch)
        DO UPDATE SET descriptor = excluded.descriptor, details = excluded.details, updated_at = excluded.updated_at
        """;

    /// <summary>Sends the changes; the caller records the outcomes and commits.</summary>
    public async Task<IReadOnlyList<(PendingRegistration Registration, RegistrationResult Result)>> WriteAsync(IReadOnlyList<PendingRegistration> group)
    {
        var contracts = new ContractRegistrations(transaction);
        Dictionary<PendingRegistration, RegistrationResult> results = [];
        foreach (var registration in group)
        {
            if (registration.Schema is { Schema: { } schema })
            {
                contracts.Add(registration.Details, schema);
            }
            else
            {
                results[registration] = new RegistrationResult.Conflict(registration.Schema.Problem!);
            }
        }

        var known = await ReadAsync(group, contracts);
        List<(PendingRegistration Registration, Decided Decided)> changes = [];
        await using var batch = new StatementBatch(transaction);
        foreach (var registration in group)
        {
            // What is in the way of the version is reported before what its columns are.
            var product = known[registration.Details.Name];
            if (ConflictOf(registration.Details, product) is { } conflict)
            {
                results[registration] = conflict;
            }
            else if (!results.ContainsKey(registration))
            {
                changes.Add((registration, Decide(registration, product)));
            }
        }

        // The registry of schemas holds the contract, too, or the version does not stand.
        foreach (var (registration, decided) in changes.ToList())
        {
            if (await contracts.ConflictAsync(decided.Kept, cancellationToken) is { } conflict)
            {
                results[registration] = new RegistrationResult.Conflict(conflict);
                changes.RemoveAll(change => ReferenceEquals(change.Registration, registration));
            }
        }

        AddVersions(batch, [.. changes.Where(change => change.Decided.Outcome != RegistrationOutcome.Unchanged)]);
        foreach (var (_, decided) in changes)
        {
            contracts.AddChanges(batch, decided.Kept, decided.IsNewest);
        }

        RefusedVersions.Remove(batch, [.. changes.Where(change => change.Registration.IsOfService).Select(change => change.Registration.Details.ProductMajorVersion)]);
        await batch.ExecuteAsync(cancellationToken);
        foreach (var (registration, decided) in changes)
        {
            results[registration] = new RegistrationResult.Stored(decided.Outcome, decided.Kept with { Stricter = VersionTerms.Stricter(decided.Kept, [.. decided.Others]) }, known[registration.Details.Name].Sources);
        }

        return [.. group.Select(registration => (registration, results[registration]))];
    }

    private RegistrationResult.Conflict? ConflictOf(ProductDetails details, Existing product)
    {
        if (VersionRule.Problem([.. product.Versions.Select(version => version.Details.ToDescriptor())], details.ToDescriptor()) is { } problem)
        {
            return new RegistrationResult.Conflict(problem.Text, problem.Least);
        }

        var major = product.MajorVersions.Find(row => row.Major == details.Version.Major);
        return major is not null && major.IsRetired(now) && !product.Versions.Exists(version => version.Details.Version == details.Version)
            ? new RegistrationResult.Conflict($"version: major version {major.Major} of {details.Name} was retired at {major.RetiresAt:u}; a new contract needs a major version of its own.")
            : null;
    }

    private static Decided Decide(PendingRegistration registration, Existing product)
    {
        var details = registration.Details;
        var existing = product.Versions;
        var (previous, text) = existing.Find(version => version.Details.Version == details.Version);
        var isUnchanged = previous is not null && text == registration.Descriptor && previous.Ports.SequenceEqual(details.Ports);
        return new Decided(
            isUnchanged ? previous! : previous is null ? details : details with { RegisteredAt = previous.RegisteredAt },
            isUnchanged ? RegistrationOutcome.Unchanged : previous is null ? RegistrationOutcome.Created : RegistrationOutcome.Updated,
            IsNewest: existing.TrueForAll(version => version.Details.Version.Major != details.Version.Major || version.Details.Version <= details.Version),
            product.IsDomainTaken,
            Others: existing.ConvertAll(version => version.Details));
    }

    private void AddVersions(StatementBatch batch, List<(PendingRegistration Registration, Decided Decided)> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        changes.Sort((left, right) => string.CompareOrdinal(left.Registration.Details.Name.ToString(), right.Registration.Details.Name.ToString()));
        foreach (var domain in changes.Where(change => change.Decided.IsDomainTaken).Select(change => change.Registration.Details.Name.Domain).Distinct(StringComparer.Ordinal))
        {
            NamespaceStore.Free(batch, domain, now);
        }

        List<ProductDetails> kept = changes.ConvertAll(change => change.Decided.Kept);
        batch.Add(
            Insert,
            kept.Select(version => version.Name.ToString()).ToArray(),
            kept.Select(version => version.Version.Major).ToArray(),
            kept.Select(version => version.Version.Minor).ToArray(),
            kept.Select(version => version.Version.Patch).ToArray(),
            changes.Select(change => change.Registration.Descriptor).ToArray(),
            kept.Select(version => JsonSerializer.Serialize(version, MeshJson.Options)).ToArray(),
            kept.Select(version => version.RegisteredAt).ToArray(),
            kept.Select(version => version.UpdatedAt).ToArray());
        LifecycleStore.Add(batch, [.. changes.Select(change => (change.Registration.Details.Name, change.Registration.Details.Version.Major, change.Registration.Notice))], now);
        SearchDocuments.Add(batch, [.. changes.SelectMany(change => change.Decided.Others.Where(version => version.Version != change.Decided.Kept.Version).Append(change.Decided.Kept))]);
    }

    private async Task<Dictionary<DataProductId, Existing>> ReadAsync(IReadOnlyList<PendingRegistration> group, ContractRegistrations contracts)
    {
        var products = group.Select(registration => registration.Details.Name).ToList();
        var known = products.ToDictionary(product => product, _ => new Existing());
        var names = products.ConvertAll(product => product.ToString()).ToArray();
        await using var batch = new StatementBatch(transaction);
        batch.Add(Lock, [names]);
        batch.Add("SELECT name, details::text, descriptor FROM product_versions WHERE name = ANY($1)", [names]);
        batch.Add(MajorVersionRows.ListOfMany, [names]);
        batch.Add(NamespaceStore.AreTaken, [products.Select(product => product.Domain).Distinct(StringComparer.Ordinal).ToArray()]);
        batch.Add(ProductFlows.SourcesOfMany, [names]);
        contracts.AddReading(batch);
        await using var reader = await batch.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known[DataProductId.Parse(reader.GetString(0))].Versions.Add((JsonSerializer.Deserialize<ProductDetails>(reader.GetString(1), MeshJson.Options)!, reader.GetString(2)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (name, major) = MajorVersionRows.Read(reader);
            known[name].MajorVersions.Add(major);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var domain = reader.GetString(0);
            foreach (var product in products.Where(product => product.Domain == domain))
            {
                known[product].IsDomainTaken = true;
            }
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            known[DataProductId.Parse(reader.GetString(0))].Sources.Add(reader.GetString(1));
        }

        await contracts.ReadAsync(reader, cancellationToken);
        return known;
    }

    // What is known of a product.
    private sealed class Existing
    {
        public List<(ProductDetails Details, string Descriptor)> Versions { get; } = [];

        public List<MajorVersionRow> MajorVersions { get; } = [];

        public bool IsDomainTaken { get; set; }

        public List<string> Sources { get; } = [];
    }

    // What becomes of a registration that has no conflict.
    private sealed record Decided(ProductDetails Kept, RegistrationOutcome Outcome, bool IsNewest, bool IsDomainTaken, IReadOnlyList<ProductDetails> Others);
}
