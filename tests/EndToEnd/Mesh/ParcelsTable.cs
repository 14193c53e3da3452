using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace MeshStarter.EndToEnd.Mesh;

/// <summary>The table of a source system from which <c>shipping.parcels</c> is read, and the changes that its own application makes.</summary>
internal sealed class ParcelsTable(string connection) : IAsyncDisposable
{
    /// <summary>The query whose rows, in their order, are those of the product.</summary>
    public const string Product = "SELECT CAST(id AS VARCHAR) AS id, name, quantity, CAST(updated_at AS VARCHAR) AS updated_at FROM shipping.parcels ORDER BY 1";

    private const int Numbers = 5_000;
    private const int ChangesASecond = 1_000;
    private const int ChangesOfTransaction = 20;

    // Every value is written once: one that comes twice shows.
    private const string Upsert =
        """
        INSERT INTO parcels SELECT lpad(to_hex(number), 32, '0')::uuid, 'parcel ' || $2 || '-' || number, number, clock_timestamp() FROM unnest($1) AS number
        ON CONFLICT (quantity) DO UPDATE SET name = excluded.name, updated_at = excluded.updated_at
        """;

    private const string Update = "UPDATE parcels SET name = 'parcel ' || $2 || '-' || quantity, updated_at = clock_timestamp() WHERE quantity = ANY ($1)";

    private const string ChangeKey = "UPDATE parcels SET id = gen_random_uuid(), name = 'parcel ' || $2 || '-' || quantity WHERE quantity = ANY ($1)";

    private const string Delete = "DELETE FROM parcels WHERE quantity = ANY ($1) AND $2 <> ''";

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connection);

    /// <summary>The table with rows, and its publication.</summary>
    public static async Task<ParcelsTable> CreateAsync(string connection)
    {
        var parcels = new ParcelsTable(connection);
        await using var create = parcels._source.CreateCommand(
            $"""
            CREATE TABLE parcels (id uuid PRIMARY KEY, name text NOT NULL, quantity integer NOT NULL UNIQUE, updated_at timestamptz NOT NULL);
            CREATE PUBLICATION mesh_shipping_parcels_v1 FOR TABLE parcels;
            INSERT INTO parcels SELECT lpad(to_hex(number), 32, '0')::uuid, 'parcel 0-' || number, number, now() FROM generate_series(1, {Numbers}) AS number
            """);
        await create.ExecuteNonQueryAsync();
        return parcels;
    }

    /// <summary>Inserts, updates and deletes rows at a constant rate until it is cancelled.</summary>
    /// <returns>The number of changed rows, and the time that it took.</returns>
    public async Task<(long Changes, TimeSpan Time)> ChangeAsync(Random random, CancellationToken cancellationToken)
    {
        await using var opened = await _source.OpenConnectionAsync(CancellationToken.None);
        var (began, changes) = (Stopwatch.GetTimestamp(), 0L);
        for (var version = 1; !cancellationToken.IsCancellationRequested; version++)
        {
            var due = TimeSpan.FromSeconds((double)changes / ChangesASecond) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, CancellationToken.None);
            }

            await using var change = new NpgsqlCommand(random.Next(20) switch { 0 or 1 => Delete, 2 or 3 or 4 => Upsert, 5 => ChangeKey, _ => Update }, opened)
            {
                Parameters =
                {
                    new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = Enumerable.Range(0, ChangesOfTransaction).Select(_ => random.Next(1, Numbers + 1)).Distinct().ToArray() },
                    new() { NpgsqlDbType = NpgsqlDbType.Text, Value = $"{version}" },
                },
            };
            changes += await change.ExecuteNonQueryAsync(CancellationToken.None);
        }

        return (changes, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>The rows, as <see cref="Product"/> gives them.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync()
    {
        await using var select = _source.CreateCommand("SELECT id::text, name, quantity, to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' UTC' FROM parcels ORDER BY id");
        await using var reader = await select.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add($$"""{"id":"{{reader.GetString(0)}}","name":"{{reader.GetString(1)}}","quantity":{{reader.GetInt32(2)}},"updated_at":"{{reader.GetString(3)}}"}""");
        }

        return rows;
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
