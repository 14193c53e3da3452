using System.Diagnostics;

namespace MeshStarter.EmbeddedPostgres.Tests.Running;

/// <summary>Waits for what another process brings about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what, Patience);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan patience)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < patience, $"It did not happen within {patience.TotalSeconds} s: {what}");
            await Task.Delay(Poll);
        }
    }
}
