using System.Text.Json;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Filters;

/// <summary>A row filter that fits a product.</summary>
/// <param name="Column">The product's column, as the product spells it.</param>
/// <param name="Type">The column's type.</param>
/// <param name="Values">The values to keep, as canonical texts of the type. Without a value no row is kept.</param>
internal sealed record AppliedRowFilter(string Column, ColumnType Type, IReadOnlyList<string> Values)
{
    /// <summary>The claim whose values are still to be filled in; null where they are known.</summary>
    public string? Claim { get; init; }

    /// <summary>The values that the type has; a text that is no value of the type keeps no row.</summary>
    public static IReadOnlyList<string> Canonical(IReadOnlyList<string> values, ColumnType type) =>
        [.. values.Select(value => ColumnText.Canonical(value, type)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The filter with the values of a reader's claim; a reader without the claim sees no row.</summary>
    public AppliedRowFilter For(Principal reader) => Claim is null ? this : this with { Values = Canonical(reader.ValuesOf(Claim), Type), Claim = null };

    /// <summary>The predicate; a row without a value is not kept.</summary>
    public string ToSql() => Values.Count == 0 ? "(FALSE)"
        : HasEngineText ? $"(CAST({SqlIdentifier.Quote(Column)} AS VARCHAR) IN ({string.Join(", ", Values.Select(SqlText.Quote))}))"
        : $"({SqlIdentifier.Quote(Column)} IN ({string.Join(", ", Values.Select(value => $"CAST({SqlText.Quote(value)} AS {Type.ToDuckDb()})"))}))";

    /// <summary>Whether the row is kept.</summary>
    public bool Keeps(JsonElement row) =>
        row.TryGetProperty(Column, out var value) && Text(value) is { } text && ColumnText.Canonical(text, Type) is { } canonical && Values.Contains(canonical, StringComparer.Ordinal);

    // The engine's text of these is the canonical one.
    private bool HasEngineText =>
        Type is PrimitiveType { Forms.IsWhole: true } or PrimitiveType { Kind: PrimitiveKind.String or PrimitiveKind.Date or PrimitiveKind.Boolean or PrimitiveKind.Uuid };

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
