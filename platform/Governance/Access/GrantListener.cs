using MeshStarter.ServiceDefaults.Database;
using Npgsql;

namespace MeshStarter.Governance.Access;

/// <summary>
/// Listens for changes of grants and of rules that other processes of governance on the same database commit, and wakes the enforcement points that wait at this
/// one. Without the connection the points are woken every second, so that they read the database themselves.
/// </summary>
internal sealed partial class GrantListener(NpgsqlDataSource database, GrantSignal signal, TimeProvider time, ILogger<GrantListener> logger) : BackgroundService
{
    /// <summary>The channel of the notifications; <see cref="AccessTransaction"/> and <see cref="Policies.PolicyTransaction"/> notify within their transactions.</summary>
    public const string Channel = "mesh_access_changed";

    // A connection that a network dropped without a word is noticed by then.
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TrialTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private bool _isReported;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception lost) when (lost is InvalidOperationException || lost.IsDatabaseFailure(stoppingToken))
            {
                // Once per outage.
                if (!_isReported)
                {
                    LogLost(lost.Message);
                }

                _isReported = true;
                signal.Pulse();
            }

            try
            {
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Pulse();
        await RunAsync(connection, $"LISTEN {Channel}", cancellationToken);
        // A pooler that shares connections takes LISTEN and passes nothing on.
        await using (var other = await database.OpenConnectionAsync(cancellationToken))
        {
            await RunAsync(other, $"NOTIFY {Channel}", cancellationToken);
        }

        if (!await connection.WaitAsync(TrialTime, cancellationToken))
        {
            throw new TimeoutException("a notification to this process itself does not arrive.");
        }

        _isReported = false;
        // What was committed before.
        signal.Pulse();
        while (true)
        {
            if (!await connection.WaitAsync(KeepAlive, cancellationToken))
            {
                await RunAsync(connection, "SELECT 1", cancellationToken);
            }
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(2020, LogLevel.Warning, "Changes of grants and rules by other processes are not notified, so the database is read every second: {Reason}")]
    private partial void LogLost(string reason);
}
