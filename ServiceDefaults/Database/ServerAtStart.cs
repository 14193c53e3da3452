using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>
/// Delays the migrations until the database's server is healthy: the service loads while the server makes its roles and databases. Before that a
/// role may not exist, which would refuse the start.
/// </summary>
internal sealed partial class ServerAtStart(IOptions<DatabaseOptions> options, TimeProvider time, ILogger<ServerAtStart> logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    // A server takes a moment to start, which is not worth a log line.
    private static readonly TimeSpan NoNews = TimeSpan.FromSeconds(10);

    /// <summary>Returns once the server is healthy.</summary>
    /// <exception cref="StartRefusedException">It was not within the time that the options allow.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (options.Value is not { ServerHealth: { } address, StartTimeout: var limit })
        {
            return;
        }

        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = AnswerLimit };
        var isHealthy = await AnswerAtStart.WaitAsync(client, address, limit < NoNews ? limit : NoNews, Pause, time, cancellationToken);
        if (!isHealthy && limit > NoNews)
        {
            LogWaiting(address, limit.TotalSeconds);
            isHealthy = await AnswerAtStart.WaitAsync(client, address, limit - NoNews, Pause, time, cancellationToken);
        }

        if (!isHealthy)
        {
            throw new StartRefusedException($"PostgreSQL was not healthy at {address} within {limit.TotalSeconds} s. See its log for the cause, or give it longer with Mesh:Database:StartTimeout.");
        }
    }

    [LoggerMessage(1022, LogLevel.Warning, "PostgreSQL is not healthy yet at {Address}; waiting up to {Seconds} s. Its log has the cause")]
    private partial void LogWaiting(Uri address, double seconds);
}
