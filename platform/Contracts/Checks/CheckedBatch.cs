using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Checks;

/// <summary>A batch that is validated against checks, with what a check's SQL depends on.</summary>
/// <param name="Schema">The product's columns.</param>
/// <param name="Rows">The rows, and those alongside them.</param>
/// <param name="Now">The time that ages count to.</param>
public sealed record CheckedBatch(IReadOnlyList<ColumnDefinition> Schema, AuditedBatch Rows, DateTimeOffset Now)
{
    /// <summary>The relation of the batch's rows in a check's SQL.</summary>
    public const string This = "this";

    /// <summary>The relation of the rows that exist alongside the batch.</summary>
    public const string Existing = "existing";

    /// <summary>The name of <see cref="Existing"/> in earlier descriptors, which works as well.</summary>
    public const string FormerExisting = "standing";

    /// <summary>The type of a column.</summary>
    public ColumnType TypeOf(string column) => Schema.First(c => c.Name == column).Type;

    /// <summary>A literal of a column's type as SQL.</summary>
    public string Value(string literal, string column) => $"CAST({SqlText.Quote(literal)} AS {TypeOf(column).ToDuckDb()})";
}
