using System.Diagnostics;

namespace MeshStarter.Sdk.Tests;

/// <summary>Waits for what other processes and threads bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // What comes soon is seen soon; what takes long is requested seldom, since each question costs the services work.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public static Task HoldsAsync(Func<Task<bool>> condition) => HoldsAsync(condition, Patience);

    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan patience)
    {
        var pause = FirstPause;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < patience; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(pause);
        }

        Assert.Fail($"It did not hold within {patience.TotalSeconds} s.");
    }

    public static Task HoldsAsync(Func<bool> condition) => HoldsAsync(() => Task.FromResult(condition()));
}
