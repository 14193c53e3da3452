using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>
/// Hides a column's values and keeps the column's type. SQL and JSON give the same value, so that a reader sees the
/// same through every port. <see cref="ColumnMaskKinds"/> lists the cases.
/// </summary>
public abstract record ColumnMask
{
    private protected ColumnMask()
    {
    }

    /// <summary>The mask's name in bundles and audit records.</summary>
    public abstract string Name { get; }

    /// <summary>How much is hidden, compared with other masks: of several for one column the greatest counts.</summary>
    internal abstract int Strength { get; }

    /// <summary>An expression of exactly the column's type over the column.</summary>
    /// <param name="quotedColumn">The column as SQL, already quoted (<see cref="SqlIdentifier.Quote"/>) and qualified where needed.</param>
    /// <param name="type">The column's type.</param>
    public string ToSql(string quotedColumn, ColumnType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(quotedColumn);
        ArgumentNullException.ThrowIfNull(type);
        return $"CAST({Expression(quotedColumn, type) ?? "NULL"} AS {type.ToDuckDb()})";
    }

    /// <summary>The masked value of one JSON value, which is a text or null; null is SQL's NULL. A value that is not of its type becomes null.</summary>
    /// <param name="value">The value in the form of the ports: texts, UUIDs, dates and decimals are JSON strings.</param>
    /// <param name="type">The column's type.</param>
    public string? Apply(JsonElement value, ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return value.ValueKind == JsonValueKind.String ? Masked(value.GetString()!, type) : null;
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>The masked value as SQL; null for NULL. NULL stays NULL.</summary>
    private protected abstract string? Expression(string quotedColumn, ColumnType type);

    /// <summary>The masked value of a value that JSON writes as a text; null for NULL.</summary>
    private protected abstract string? Masked(string text, ColumnType type);
}
