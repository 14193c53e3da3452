using System.Text.Json;
using Dapper;
using MeshStarter.Contracts;
using MeshStarter.Lake.Quality;
using Npgsql;

namespace MeshStarter.Sdk.Quality;

/// <summary>Keeps which batches were kept from readers, and why. What fails stays the domain's own: nobody else reads it.</summary>
internal sealed class QuarantineStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Keeps a batch out; the same batch again changes nothing.</summary>
    public async Task AddAsync(DataProductId product, ProductVersion version, TableBatch batch, IReadOnlyList<CheckFinding> findings, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO mesh.quarantine (product, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at)
            VALUES (@Product, @Version, @BatchId, @First, @Last, @Rows, @Results::jsonb, @Samples::jsonb, @Now)
            ON CONFLICT (product, batch_id) DO NOTHING
            """,
            new
            {
                Product = product.ToString(),
                Version = version.ToString(),
                BatchId = batch.Id,
                batch.First,
                batch.Last,
                batch.Rows,
                Results = JsonSerializer.Serialize(findings.Select(finding => finding.Result), MeshJson.Options),
                Samples = JsonSerializer.Serialize(findings.Select(finding => finding.Sample), MeshJson.Options),
                Now = time.GetUtcNow(),
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Place of the last row that was kept out; 0 where none was.</summary>
    public async Task<long> LastPositionAsync(DataProductId product, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT coalesce(max(last_position), 0) FROM mesh.quarantine WHERE product = @Product", new { Product = product.ToString() }, cancellationToken: cancellationToken));
    }

    /// <summary>The batches of a product that were kept out, the newest first.</summary>
    public async Task<IReadOnlyList<QuarantinedBatch>> ListAsync(DataProductId product, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long Id, string Version, string BatchId, long First, long Last, long Rows, string Results, string Samples, DateTime At)>(new CommandDefinition(
            """
            SELECT id, version, batch_id, first_position, last_position, rows, results, samples, quarantined_at
            FROM mesh.quarantine WHERE product = @Product AND (@Before::bigint IS NULL OR id < @Before)
            ORDER BY id DESC LIMIT @Limit
            """,
            new { Product = product.ToString(), Before = before, Limit = limit },
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => new QuarantinedBatch
        {
            Id = row.Id,
            Version = ProductVersion.Parse(row.Version),
            BatchId = row.BatchId,
            FirstPosition = row.First,
            LastPosition = row.Last,
            Rows = row.Rows,
            QuarantinedAt = new DateTimeOffset(row.At, TimeSpan.Zero),
            Results = Read<List<CheckResult>>(row.Results),
            Samples = Read<List<List<string>>>(row.Samples),
        })];
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, MeshJson.Options)!;
}
