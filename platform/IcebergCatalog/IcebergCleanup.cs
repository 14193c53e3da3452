using MeshStarter.Platform.Products.Database;
using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.IcebergCatalog;

/// <summary>Forgets what cannot be requested again: answers whose keys have run out, pins that have ended, and batches that no client can still be sending.</summary>
internal sealed class IcebergCleanup(NpgsqlDataSource database, RecurringRuns runs, ILogger<IcebergCleanup> logger) : RecurringCleanup("answers and batches", Interval, runs, logger)
{
    /// <summary>A writer that crashed sends its last batches again when it is back, be it weeks later: a table's newest batches stay in any case.</summary>
    private const int MaxBatches = 1_000;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan AnswerAge = TimeSpan.FromHours(1);
    private static readonly TimeSpan BatchAge = TimeSpan.FromDays(7);

    public override Task CleanAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        DELETE FROM iceberg_answers WHERE answered_at < @Answered;
        DELETE FROM iceberg_pins WHERE ends_at < @Now;
        DELETE FROM iceberg_batches b USING (
            SELECT table_id, batch_id, row_number() OVER (PARTITION BY table_id ORDER BY committed_at DESC) AS place FROM iceberg_batches
        ) placed
        WHERE b.table_id = placed.table_id AND b.batch_id = placed.batch_id AND placed.place > @MaxBatches AND b.committed_at < @Committed;
        """,
        new { Now = now, Answered = now - AnswerAge, Committed = now - BatchAge, MaxBatches },
        cancellationToken);
}
