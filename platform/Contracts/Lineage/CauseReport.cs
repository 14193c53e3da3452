using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Lineage;

/// <summary>The cause of a check that does not pass: the first publish upstream that changed between the last batch that passed and the first that did not.</summary>
public sealed record CauseReport
{
    /// <summary>The product and its major version.</summary>
    public required ProductReference Product { get; init; }

    /// <summary>The check (<see cref="CheckName"/>).</summary>
    public required string Check { get; init; }

    /// <summary>Whether the newest batch does not pass the check. Without that there is no cause.</summary>
    public required bool IsFailing { get; init; }

    /// <summary>The minute since which it does not pass; null where that is not known.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>The minute of the last batch that passed; null where none is kept.</summary>
    public DateTimeOffset? PassedUntil { get; init; }

    /// <summary>The finding, as a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The publishes from the cause to the product's own, each an input of the next. The first is the cause; empty where none is known.</summary>
    public required IReadOnlyList<CausingPublish> Path { get; init; }
}

/// <summary>A publish on the way from a cause to a failing check.</summary>
/// <param name="Dataset">The product that it published.</param>
/// <param name="RunId">Its run.</param>
/// <param name="At">When it ended.</param>
/// <param name="State"><c>COMPLETE</c>, or <c>FAIL</c> where checks quarantined its batch.</param>
/// <param name="Version">The snapshot that it made; null where it made none.</param>
/// <param name="Changed">The inputs whose state changed since the publish before; empty where it had no input that the caller may know of.</param>
/// <param name="Source">The system that has the dataset, such as <c>postgres://shop</c>; null for one of the mesh.</param>
public sealed record CausingPublish(string Dataset, Guid RunId, DateTimeOffset At, string State, string? Version, IReadOnlyList<ChangedInput> Changed, string? Source = null);

/// <summary>An input of a publish.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Before">Its state in the publish before; null where there was none.</param>
/// <param name="After">Its state in this publish; null where that was not reported.</param>
/// <param name="Source">The system that has the dataset, such as <c>postgres://shop</c>; null for one of the mesh.</param>
public sealed record ChangedInput(string Dataset, string? Before, string? After, string? Source = null);
