using System.Runtime.CompilerServices;

namespace MeshStarter.Service;

/// <summary>An object of the oldest generation that nothing holds any more, and what is allocated after it.</summary>
internal static class OldGarbage
{
    /// <summary>Bytes that the service holds to its end.</summary>
    public static byte[] Held { get; set; } = [];

    /// <summary>Allocates 16 MiB each five minutes until the object is gone, or <paramref name="turns"/> times.</summary>
    /// <returns>Whether it is gone.</returns>
    public static async Task<bool> IsGoneAsync(int turns, TimeProvider time, CancellationToken cancellationToken)
    {
        Allocate(64); // the runtime's first collections of the service are over
        var old = Make();
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), time);
        for (var turn = 0; turn < turns && old.IsAlive; turn++)
        {
            Allocate(16);
            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return !old.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Make()
    {
        var old = new object();
        while (GC.GetGeneration(old) < GC.MaxGeneration)
        {
            GC.Collect();
        }

        return new WeakReference(old);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Allocate(int mebibytes)
    {
        for (var n = 0; n < mebibytes * 16; n++)
        {
            GC.KeepAlive(new byte[64 * 1024]);
        }
    }
}
