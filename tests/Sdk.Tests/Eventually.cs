using System.Diagnostics;

namespace MeshStarter.Sdk.Tests;

/// <summary>Waits for what other processes and threads bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task HoldsAsync(Func<Task<bool>> condition) => HoldsAsync(condition, Patience);

    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < patience; await Task.Delay(20))
        {
            if (await condition())
                return;
        }

        Assert.Fail($"It did not hold within {patience.TotalSeconds} s.");
    }

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
