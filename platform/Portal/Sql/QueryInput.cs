namespace MeshStarter.Portal.Sql;

/// <summary>A state of a product that a query read, and what was applied to it.</summary>
public sealed record QueryInput
{
    /// <summary>The product, <c>domain.product</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>The snapshot; null where nothing is published yet.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>The time at which it was published.</summary>
    public DateTimeOffset? SnapshotTime { get; init; }

    /// <summary>The age of the snapshot at the time of the request, in seconds.</summary>
    public double? AgeSeconds { get; init; }

    /// <summary>The columns of the product that the reader gets masked.</summary>
    public required IReadOnlyList<MaskedColumn> Masks { get; init; }

    /// <summary>The rules that hide rows of the product from the reader.</summary>
    public required IReadOnlyList<string> Filters { get; init; }
}

/// <summary>A masked column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Rule">The rule that masks it.</param>
/// <param name="LiftedByGrant">Whether a grant would show it.</param>
public sealed record MaskedColumn(string Column, string Rule, bool LiftedByGrant);
