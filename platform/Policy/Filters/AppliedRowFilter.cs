using System.Text.Json;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Filters;

/// <summary>A row filter that fits a product. <see cref="ToSql"/> and <see cref="Keeps"/> keep the same rows, and neither keeps one without a value.</summary>
/// <param name="Column">The product's column, as the product spells it.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Values">The values of the column that are kept, in words: the values themselves, or such as <c>SP-…</c>. A page shows them after "only rows whose column is".</param>
internal abstract record AppliedRowFilter(string Column, ColumnType Type, IReadOnlyList<string> Values)
{
    /// <summary>The claim of a reader that is still to be filled in; null where everything is known. A filter without one is not given the reader.</summary>
    public string? Claim { get; init; }

    /// <summary>The filter with what it takes of a reader's claim.</summary>
    public abstract AppliedRowFilter For(Principal reader);

    /// <summary>The predicate.</summary>
    public abstract string ToSql();

    /// <summary>Whether the row is kept.</summary>
    public bool Keeps(JsonElement row) => row.TryGetProperty(Column, out var value) && Text(value) is { } text && KeepsValue(text);

    /// <summary>Whether a row is kept whose column has a value of this text.</summary>
    protected abstract bool KeepsValue(string text);

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
