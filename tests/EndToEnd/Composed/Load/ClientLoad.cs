using System.Collections.Concurrent;
using System.Diagnostics;

namespace MeshStarter.EndToEnd.Composed.Load;

/// <summary>A client that does the same again and again, and tries again what failed, as clients do.</summary>
/// <param name="name">What it does, for messages.</param>
/// <param name="once">Does it once; a failure is an exception.</param>
internal sealed class ClientLoad(string name, Func<CancellationToken, Task> once)
{
    /// <summary>Time for which a client tries again before it gives up.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentQueue<string> _unhealed = new();

    /// <summary>Number of times that it was done.</summary>
    public int Done { get; private set; }

    /// <summary>The failures that a retry healed, by what they said.</summary>
    public Dictionary<string, int> Healed { get; } = new(StringComparer.Ordinal);

    /// <summary>The failures that no retry healed.</summary>
    public IReadOnlyCollection<string> Unhealed => _unhealed;

    /// <summary>Goes on until the end, and finishes what it has begun then.</summary>
    /// <param name="end">The end.</param>
    public async Task RunAsync(CancellationToken end)
    {
        using var pace = new PeriodicTimer(Pace);
        while (!end.IsCancellationRequested)
        {
            await HealAsync(pace);
            Done++;
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public override string ToString() => $"{name}: {Done} done; healed: {string.Join("; ", Healed.Select(failure => $"{failure.Value} × {failure.Key}"))}";

    private async Task HealAsync(PeriodicTimer pace)
    {
        List<string> failures = [];
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                await once(patience.Token);
                failures.ForEach(failure => Healed[failure] = Healed.GetValueOrDefault(failure) + 1);
                return;
            }
            catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or IOException or InvalidDataException)
            {
                failures.Add(failed.Message.Split('\n')[0]);
            }

            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                _unhealed.Enqueue($"{name}: {string.Join(" | ", failures.TakeLast(5))}");
                return;
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
