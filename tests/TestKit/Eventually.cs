using System.Diagnostics;

namespace MeshStarter.TestKit;

/// <summary>Waits for changes that other processes and threads make.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // A soon change is seen soon; a late one is requested seldom, since each question costs the services work.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc cref="HoldsAsync(Func{Task{bool}}, string?, TimeSpan?)"/>
    public static Task HoldsAsync(Func<bool> condition, string? what = null, TimeSpan? patience = null) => HoldsAsync(() => Task.FromResult(condition()), what, patience);

    /// <summary>Waits until a condition holds, and fails if it does not in time.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="what">The condition in words, for the failure.</param>
    /// <param name="patience">The longest wait; two minutes where it is null.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string? what = null, TimeSpan? patience = null) =>
        await GetAsync(async () => await condition() ? condition : null, what, patience);

    /// <inheritdoc cref="GetAsync{T}(Func{Task{T}}, string?, TimeSpan?)"/>
    public static Task<T> GetAsync<T>(Func<T?> get, string? what = null, TimeSpan? patience = null)
        where T : class => GetAsync(() => Task.FromResult(get()), what, patience);

    /// <summary>Waits until there is a value, and fails if there is none in time.</summary>
    /// <param name="get">Gets the value; null as long as there is none.</param>
    /// <param name="what">The value in words, for the failure.</param>
    /// <param name="patience">The longest wait; two minutes where it is null.</param>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> get, string? what = null, TimeSpan? patience = null)
        where T : class
    {
        var (most, pause) = (patience ?? Patience, FirstPause);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < most; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPause.Ticks)))
        {
            if (await get() is { } value)
            {
                return value;
            }

            await Task.Delay(pause);
        }

        Assert.Fail($"It did not happen within {most.TotalSeconds} s: {what ?? "what the test waits for"}");
        throw new UnreachableException();
    }
}
