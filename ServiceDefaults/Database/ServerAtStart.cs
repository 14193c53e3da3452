using MeshStarter.ServiceDefaults.Start;
using Microsoft.Extensions.Options;

namespace MeshStarter.ServiceDefaults.Database;

/// <summary>
/// Delays the migrations until the database's server is healthy: the service loads while the server makes its roles and databases. Before that a
/// role may not exist, which would refuse the start.
/// </summary>
internal sealed class ServerAtStart(IOptions<DatabaseOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>Returns once the server is healthy or the time is up; the connection then tells what is wrong.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (options.Value is not { ServerHealth: { } address, StartTimeout: var limit })
            return;
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = AnswerLimit };
        await AnswerAtStart.WaitAsync(client, address, limit, Pause, time, cancellationToken);
    }
}
