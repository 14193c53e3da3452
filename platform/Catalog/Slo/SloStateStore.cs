using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Slo;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Catalog.Slo;

/// <summary>Stores the states of service levels. <see cref="ProductStateSql"/> reads the worst of each product.</summary>
internal sealed class SloStateStore(NpgsqlDataSource database)
{
    // Three rounds: a catalog that ended without a word is soon replaced.
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(40);

    /// <summary>Takes or extends the lease on measuring, which one catalog of several has.</summary>
    /// <returns>False while another catalog has it.</returns>
    public async Task<bool> TakeAsync(Guid holder, DateTimeOffset now, CancellationToken cancellationToken) => await database.ExecuteAsync(
            """
            INSERT INTO slo_lease (holder, until) VALUES (@Holder, @Until)
            ON CONFLICT (only_row) DO UPDATE SET holder = @Holder, until = @Until WHERE slo_lease.holder = @Holder OR slo_lease.until < @Now
            """,
            new { Holder = holder, Until = now + Lease, Now = now },
            cancellationToken) > 0;

    /// <summary>Ends the lease of a catalog that stops, so that the next one begins at once.</summary>
    public Task ReleaseAsync(Guid holder, CancellationToken cancellationToken) => database.ExecuteAsync("DELETE FROM slo_lease WHERE holder = @Holder", new { Holder = holder }, cancellationToken);

    /// <summary>Returns the states of some products, or of all.</summary>
    public async Task<IReadOnlyDictionary<SloKey, ObjectiveState>> FindAsync(IEnumerable<DataProductId>? products, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(DataProductId Product, int Major, string Objective, string State, DateTimeOffset Since, bool IsPromised)>(
            "SELECT product, major, objective, state, since, is_promised FROM product_slo_states WHERE @Products::text[] IS NULL OR product = ANY(@Products)",
            new { Products = products?.Select(product => product.ToString()).ToArray() },
            cancellationToken);
        return rows.ToDictionary(
            row => new SloKey(new ProductMajorVersion(row.Product, row.Major), WireNames.Parse<SloObjective>(row.Objective)),
            row => new ObjectiveState(WireNames.Parse<SloObjective>(row.Objective), WireNames.Parse<SloState>(row.State), row.Since, row.IsPromised));
    }

    /// <summary>Returns the states that a major version's service levels had, the newest first.</summary>
    public async Task<ILookup<SloObjective, SloStateChange>> HistoryAsync(ProductMajorVersion product, CancellationToken cancellationToken)
    {
        var rows = await database.QueryAsync<(string Objective, string State, DateTimeOffset Since)>(
            "SELECT objective, state, since FROM slo_state_changes WHERE product = @Product AND major = @Major ORDER BY since DESC",
            new { Product = product.Product.ToString(), product.Major },
            cancellationToken);
        return rows.ToLookup(row => WireNames.Parse<SloObjective>(row.Objective), row => new SloStateChange(WireNames.Parse<SloState>(row.State), row.Since));
    }

    /// <summary>Stores changed states, and deletes those of service levels that are not measured any more.</summary>
    public Task ChangeAsync(IReadOnlyCollection<KeyValuePair<SloKey, ObjectiveState>> changed, IReadOnlyCollection<SloKey> gone, CancellationToken cancellationToken) => database.ExecuteAsync(
        $"""
        WITH changed AS (
            SELECT * FROM unnest(@Products, @MajorVersions, @Objectives, @States, @Since, @Promised) AS m(product, major, objective, state, since, is_promised)
        ), stored AS (
            INSERT INTO product_slo_states (product, major, objective, state, since, is_promised) SELECT * FROM changed
            ON CONFLICT (product, major, objective) DO UPDATE SET state = excluded.state, since = excluded.since, is_promised = excluded.is_promised
        )
        INSERT INTO slo_state_changes (product, major, objective, state, since) SELECT product, major, objective, state, since FROM changed
        ON CONFLICT (product, major, objective, since) DO UPDATE SET state = excluded.state;

        DELETE FROM product_slo_states s USING unnest(@GoneProducts, @GoneMajorVersions, @GoneObjectives) AS g(product, major, objective)
        WHERE s.product = g.product AND s.major = g.major AND s.objective = g.objective;

        DELETE FROM product_worst_slo_states w USING unnest(@Products || @GoneProducts, @MajorVersions || @GoneMajorVersions) AS t(product, major)
        WHERE w.product = t.product AND w.major = t.major;

        INSERT INTO product_worst_slo_states (product, major, objective, state, since)
        SELECT DISTINCT ON (s.product, s.major) s.product, s.major, s.objective, s.state, s.since
        FROM product_slo_states s JOIN unnest(@Products || @GoneProducts, @MajorVersions || @GoneMajorVersions) AS t(product, major) ON t.product = s.product AND t.major = s.major
        WHERE s.is_promised
        ORDER BY s.product, s.major, {ProductStateSql.NumberOf("s.state")} DESC, s.since;
        """,
        new
        {
            Products = changed.Select(each => each.Key.Product.Product.ToString()).ToArray(),
            MajorVersions = changed.Select(each => each.Key.Product.Major).ToArray(),
            Objectives = changed.Select(each => WireNames.Of(each.Key.Objective)).ToArray(),
            States = changed.Select(each => WireNames.Of(each.Value.State)).ToArray(),
            Since = changed.Select(each => each.Value.Since).ToArray(),
            Promised = changed.Select(each => each.Value.IsPromised).ToArray(),
            GoneProducts = gone.Select(key => key.Product.Product.ToString()).ToArray(),
            GoneMajorVersions = gone.Select(key => key.Product.Major).ToArray(),
            GoneObjectives = gone.Select(key => WireNames.Of(key.Objective)).ToArray(),
        },
        cancellationToken);
}
