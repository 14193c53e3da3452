namespace MeshStarter.Catalog.Tests.Slo;

/// <summary>A clock that shows what a test sets.</summary>
internal sealed class SetTime(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Now { get; private set; } = start;

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;
}
