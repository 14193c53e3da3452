namespace MeshStarter.LocalAppModel.Tests.Running;

/// <summary>Asks again until something is so.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<T> Get<T>(Func<Task<T?>> ask, string what, TimeSpan? within = null)
        where T : class
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < (within ?? Patience))
        {
            if (await ask() is { } answer)
            {
                return answer;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"{what} did not come within {within ?? Patience}");
    }

    public static Task<object> Is(Func<bool> condition, string what, TimeSpan? within = null) =>
        Get<object>(() => Task.FromResult(condition() ? what : null as object), what, within);
}
