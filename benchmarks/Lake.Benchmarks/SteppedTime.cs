namespace MeshStarter.Lake.Benchmarks;

/// <summary>A clock that the measure advances: a table of many publishes has a history of as many seconds.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Step(TimeSpan by) => _now += by;
}
