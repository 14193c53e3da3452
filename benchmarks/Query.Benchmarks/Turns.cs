using System.Diagnostics;

namespace MeshStarter.Query.Benchmarks;

/// <summary>Runs a statement by the proxy and by the engine alone, one after the other. Each begins every second time: the first one leaves its caches and the processor's clock to the second.</summary>
internal sealed class Turns(StatementClient client, RawEngine raw)
{
    private bool _engineFirst;

    /// <summary>Returns what the statement took by each.</summary>
    public async Task<(TimeSpan Governed, TimeSpan Alone)> TakeAsync(string sql)
    {
        _engineFirst = !_engineFirst;
        if (_engineFirst)
        {
            var alone = Alone(sql);
            return (await GovernedAsync(sql), alone);
        }

        return (await GovernedAsync(sql), Alone(sql));
    }

    private async Task<TimeSpan> GovernedAsync(string sql)
    {
        var began = Stopwatch.GetTimestamp();
        await client.RunAsync(sql);
        return Stopwatch.GetElapsedTime(began);
    }

    private TimeSpan Alone(string sql)
    {
        var began = Stopwatch.GetTimestamp();
        raw.Run(sql);
        return Stopwatch.GetElapsedTime(began);
    }
}
