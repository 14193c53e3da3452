using System.Text.Json.Nodes;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// Hides a column's values and keeps the column's type. SQL and JSON give the same value, so that a reader sees the
/// same through every port.
/// </summary>
public abstract class ColumnMask
{
    private protected ColumnMask()
    {
    }

    /// <summary>The mask's name in bundles and audit records.</summary>
    public abstract string Name { get; }

    /// <summary>An expression of exactly the column's type over the column.</summary>
    /// <param name="quotedColumn">The column as SQL, already quoted (<see cref="SqlIdentifier.Quote"/>) and qualified where needed.</param>
    /// <param name="type">The column's type.</param>
    public abstract string ToSql(string quotedColumn, ColumnType type);

    /// <summary>The masked value of one JSON value; null is SQL's NULL. The result never shares nodes with the value.</summary>
    public abstract JsonNode? Apply(JsonNode? value, ColumnType type);
}
