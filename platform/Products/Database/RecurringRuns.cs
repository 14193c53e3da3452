using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Platform.Products.Database;

/// <summary>Notes when recurring work began: of several processes of a service one does what is due, also after a restart. The database's clock counts, which they share.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock of this process.</param>
internal sealed class RecurringRuns(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>The clock of this process.</summary>
    public TimeProvider Time => time;

    /// <summary>Takes the next run of a work, if it is due and no other process took it.</summary>
    /// <param name="work">The name of the work.</param>
    /// <param name="interval">The time between two runs.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public async Task<bool> TakeAsync(string work, TimeSpan interval, CancellationToken cancellationToken) => await database.ExecuteAsync(
        """
        INSERT INTO recurring_runs (work, began_at) VALUES (@Work, now())
        ON CONFLICT (work) DO UPDATE SET began_at = now() WHERE recurring_runs.began_at <= now() - @Interval
        """,
        new { Work = work, Interval = interval },
        cancellationToken) == 1;
}
