using System.Text.Json;
using MeshStarter.Contracts;

namespace MeshStarter.Policy;

/// <summary>A row filter that fits a product.</summary>
/// <param name="Column">The product's column, as the product spells it.</param>
/// <param name="Values">The values to keep, as texts.</param>
internal sealed record AppliedRowFilter(string Column, IReadOnlyList<string> Values)
{
    /// <summary>The predicate; a row without a value is not kept.</summary>
    public string ToSql() =>
        $"(CAST({SqlIdentifier.Quote(Column)} AS VARCHAR) IN ({string.Join(", ", Values.Select(SqlText.Quote))}))";

    /// <summary>Whether the row is kept.</summary>
    public bool Keeps(JsonElement row) => row.TryGetProperty(Column, out var value) && Text(value) is { } text && Values.Contains(text, StringComparer.Ordinal);

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
