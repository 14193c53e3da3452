using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>One column of a product's schema.</summary>
public sealed record ColumnDefinition
{
    /// <summary>Its name, unique in the schema without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required ColumnType Type { get; init; }

    /// <summary>Whether every row has a value; false by default.</summary>
    public bool Required { get; init; }

    /// <summary>The description of the value; null when there is none.</summary>
    public string? Description { get; init; }

    /// <summary>Tags of the values that policy reads, such as <c>pii.email</c>; dots lead from the general to the particular.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
