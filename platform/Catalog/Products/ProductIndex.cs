using System.Globalization;
using MeshStarter.Catalog.Search;
using MeshStarter.Catalog.Slo;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.Catalog.Products;

/// <summary>Has in memory what search, lists and lineage find products and decide about them by: a product that is hidden now is hidden in the next answer.</summary>
internal sealed class ProductIndex(NpgsqlDataSource database, SearchProfiles profiles, TimeProvider time) : MemoryIndex<ProductIndexContent>(database)
{
    private const int ProductsAtOnce = 500;
    private const int DescriptionLength = 200;

    private readonly AppliedChanges<string> _applied = new();

    /// <inheritdoc/>
    protected override async Task<ulong> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (since, _) = await ChangesAsync(connection, ulong.MaxValue, cancellationToken);
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT DISTINCT name FROM product_search", connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var part in names.Chunk(ProductsAtOnce))
        {
            await ReplaceAsync(connection, part, cancellationToken);
        }

        return since;
    }

    /// <inheritdoc/>
    protected override async Task<ulong> ApplyAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        var (oldest, changed) = await ChangesAsync(connection, since, cancellationToken);
        foreach (var part in _applied.NewOf(changed).Chunk(ProductsAtOnce))
        {
            await ReplaceAsync(connection, [.. part.Select(change => change.Key)], cancellationToken);
            _applied.Add(part);
        }

        _applied.Forget(oldest);
        return oldest;
    }

    private async Task<(ulong Since, List<(string Name, ulong Transaction)> Changed)> ChangesAsync(NpgsqlConnection connection, ulong since, CancellationToken cancellationToken)
    {
        // One snapshot: a transaction that it does not see is not older than what it returns.
        await using var command = new NpgsqlCommand(
            $"""
            SELECT pg_snapshot_xmin(pg_current_snapshot())::text, c.changed::text, c.name
            FROM (SELECT) one LEFT JOIN search_changes c ON c.changed >= @Since::text::xid8;
            SELECT sd.domain FROM domains sd WHERE {ProductStateSql.IsSilent}
            """,
            connection)
        {
            Parameters = { new("Since", since.ToString(CultureInfo.InvariantCulture)), new("Now", time.GetUtcNow()) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = await ReadChangesAsync(reader, static row => row.GetString(2), cancellationToken);

        // Few, and they depend on the time.
        HashSet<string> silent = new(StringComparer.Ordinal);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            silent.Add(reader.GetString(0));
        }

        Change(content => content.SilentDomains = silent);
        return changes;
    }

    private async Task ReplaceAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        List<(int Profile, Func<KnownProfile, VisibleVersion> Version, DocumentWords Words)> rows = [];
        await using (var command = new NpgsqlCommand(
            $"""
            SELECT s.profile, s.name, s.title, s.card ->> 'version', s.card ->> 'owner', s.card ->> 'description', s.registered_at, s.default_during,
                {ProductStateSql.StateWithoutDomain}, coalesce(u.consumers, 0), coalesce(u.consumers + u.readers, 0),
                tsvector_to_array(ts_filter(s.summary, '{"{a}"}')), tsvector_to_array(ts_filter(s.summary, '{"{b}"}')), tsvector_to_array(ts_filter(s.summary, '{"{c}"}')),
                tsvector_to_array(s.document), s.vocabulary
            FROM product_search s {ProductStateSql.JoinsWithoutDomain} LEFT JOIN product_use u ON u.name = s.name
            WHERE s.name = ANY($1)
            """,
            connection)
        { Parameters = { new() { Value = names } } })
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(Row(reader));
            }
        }

        var known = await profiles.FindAsync(connection, rows.Select(row => row.Profile), cancellationToken);
        var products = rows.Select(row => (Version: row.Version(known[row.Profile]), row.Words)).ToLookup(row => row.Version.Name, StringComparer.Ordinal);
        Change(content => Array.ForEach(names, name => content.Replace(DataProductId.Parse(name), [.. products[name]])));
    }

    private static (int, Func<KnownProfile, VisibleVersion>, DocumentWords) Row(NpgsqlDataReader reader)
    {
        var (name, title, version, owner, description) = (reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5));
        var (registeredAt, defaultDuring) = (reader.GetDateTime(6), reader.GetFieldValue<NpgsqlRange<DateTime>[]>(7));
        var (state, consumers, use) = (reader.GetInt32(8), reader.GetInt32(9), reader.GetInt32(10));
        return (
            reader.GetInt32(0),
            profile => new VisibleVersion
            {
                Product = DataProductId.Parse(name),
                Name = name,
                Title = title,
                Version = ProductVersion.Parse(version),
                Kind = profile.Profile.Kind,
                Owner = owner,
                Description = description.Length <= DescriptionLength ? description : string.Concat(description.AsSpan(0, DescriptionLength), "…"),
                Profile = profile,
                State = (SloState)state,
                Consumers = consumers,
                Use = use,
                RegisteredAt = registeredAt,
                DefaultDuring = defaultDuring,
            },
            new DocumentWords(Words(11), Words(12), Words(13), Words(14), Words(15)));

        string[] Words(int column) => reader.GetFieldValue<string[]>(column);
    }
}
