using System.Text.Json;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// Hides a column's values and keeps the column's type. SQL and JSON give the same value, so that a reader sees the
/// same through every port. <see cref="ColumnMaskKinds"/> lists the cases.
/// </summary>
public abstract record ColumnMask
{
    private protected ColumnMask(string name) => Name = name;

    /// <summary>The mask's name in bundles and audit records.</summary>
    public string Name { get; }

    /// <summary>The name with the settings that a reader of rules compares.</summary>
    private protected virtual string Words => Name;

    /// <summary>The part of a value that is hidden, compared with masks of other kinds.</summary>
    private protected abstract int Strength { get; }

    /// <summary>The part of a value that is hidden, compared with masks of the same strength.</summary>
    private protected virtual long Coarseness => 0;

    /// <summary>The name with the mask's settings: two masks with the same terms give the same values.</summary>
    internal virtual string Terms => Name;

    /// <summary>Whether values of a type become NULL, as a number does by <c>redact</c>.</summary>
    /// <param name="type">The column's type.</param>
    public bool IsNullOf(ColumnType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Expression("x", type) is null;
    }

    /// <summary>The mask of a type's values in words, with its settings.</summary>
    internal string WordsOn(ColumnType type) => IsNullOf(type) ? ColumnMaskKinds.Nullify : Words;

    /// <summary>The part of a type's values that is hidden, compared with other masks (<see cref="With"/>), so that a further mask never shows more.</summary>
    internal (int Strength, long Coarseness) StrengthOn(ColumnType type) => IsNullOf(type) ? (NullMask.Greatest, 0) : (Strength, Coarseness);

    /// <summary>
    /// The mask for a column that this one and a further one are for: the stronger of the two. Of two different <c>partial</c> masks each may show what the other
    /// hides, so that the column is redacted. Of more than two masks the weakest come first: no stronger one then takes the place of one of two <c>partial</c>.
    /// </summary>
    internal ColumnMask With(ColumnMask further, ColumnType type) =>
        this != further && Name == ColumnMaskKinds.Partial && further.Name == ColumnMaskKinds.Partial && !IsNullOf(type) ? new RedactMask()
        : further.StrengthOn(type).CompareTo(StrengthOn(type)) > 0 ? further
        : this;

    /// <summary>An expression of exactly the column's type over the column. Keys stand in no expression: the engine's function holds them (<see cref="HashMask.Function"/>).</summary>
    /// <param name="quotedColumn">The column as SQL, already quoted (<see cref="SqlIdentifier.Quote"/>) and qualified where needed.</param>
    /// <param name="type">The column's type.</param>
    public string ToSql(string quotedColumn, ColumnType type)
    {
        ArgumentException.ThrowIfNullOrEmpty(quotedColumn);
        ArgumentNullException.ThrowIfNull(type);
        return $"CAST({Expression(quotedColumn, type) ?? "NULL"} AS {type.ToDuckDb()})";
    }

    /// <summary>The text of the masked value of one JSON value; null is SQL's NULL. A value that is not of its type becomes null.</summary>
    /// <param name="value">The value in the form of the ports: texts, UUIDs, dates and decimals are JSON strings.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="key">The key of hashes; without one a hash is null.</param>
    public string? Apply(JsonElement value, ColumnType type, PseudonymKey? key = null)
    {
        ArgumentNullException.ThrowIfNull(type);
        return value.ValueKind switch
        {
            JsonValueKind.String => Masked(value.GetString()!, type, key),
            JsonValueKind.Number => Masked(value.GetRawText(), type, key),
            JsonValueKind.True => Masked("true", type, key),
            JsonValueKind.False => Masked("false", type, key),
            // NULL stays NULL, and no mask leaves anything of a nested value.
            _ => null,
        };
    }

    /// <summary>Writes the masked value as its type is written by the ports.</summary>
    internal void Write(Utf8JsonWriter json, JsonElement value, ColumnType type, PseudonymKey? key)
    {
        var masked = Apply(value, type, key);
        if (masked is null)
        {
            json.WriteNullValue();
        }
        else if (type is PrimitiveType { Forms.Json: not "string" })
        {
            json.WriteRawValue(masked);
        }
        else
        {
            json.WriteStringValue(masked);
        }
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Name;

    /// <summary>The masked value as SQL; null for NULL. NULL stays NULL.</summary>
    private protected abstract string? Expression(string quotedColumn, ColumnType type);

    /// <summary>The masked value of a value's text in JSON; null for NULL.</summary>
    private protected abstract string? Masked(string text, ColumnType type, PseudonymKey? key);
}
