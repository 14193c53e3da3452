using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Decisions;

namespace MeshStarter.Policy.Filters;

/// <summary>Keeps the rows whose column has one of a list of values, or one of those of a claim of the reader.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Values">The values as the rule writes them; empty with a claim.</param>
/// <param name="Claim">The claim whose values are kept; null where the rule has values.</param>
internal sealed record ValuesFilter(string Column, IReadOnlyList<string> Values, string? Claim) : RowFilter(Column)
{
    /// <inheritdoc/>
    protected override AppliedRowFilter? On(PolicyColumn column) =>
        ColumnText.HasOneText(column.Type) ? new Applied(column.Name, column.Type, Canonical(Values, column.Type)) { Claim = Claim } : null;

    // The values that the type has; a text that is no value of the type keeps no row.
    private static IReadOnlyList<string> Canonical(IReadOnlyList<string> values, ColumnType type) =>
        [.. values.Select(value => ColumnText.Canonical(value, type)).OfType<string>().Distinct(StringComparer.Ordinal)];

    // Values are canonical texts of the type. Without a value no row is kept.
    private sealed record Applied(string Column, ColumnType Type, IReadOnlyList<string> Values) : AppliedRowFilter(Column, Type, Values)
    {
        // The engine's text of these is the canonical one.
        private bool HasEngineText =>
            Type is PrimitiveType { Forms.IsWhole: true } or PrimitiveType { Kind: PrimitiveKind.String or PrimitiveKind.Date or PrimitiveKind.Boolean or PrimitiveKind.Uuid };

        // A reader without the claim sees no row.
        public override AppliedRowFilter For(Principal reader) => Claim is null ? this : this with { Values = Canonical(reader.ValuesOf(Claim), Type), Claim = null };

        public override string ToSql() => Values.Count == 0 ? "(FALSE)"
            : HasEngineText ? $"(CAST({SqlIdentifier.Quote(Column)} AS VARCHAR) IN ({string.Join(", ", Values.Select(SqlText.Quote))}))"
            : $"({SqlIdentifier.Quote(Column)} IN ({string.Join(", ", Values.Select(value => $"CAST({SqlText.Quote(value)} AS {Type.ToDuckDb()})"))}))";

        protected override bool KeepsValue(string text) => ColumnText.Canonical(text, Type) is { } canonical && Values.Contains(canonical, StringComparer.Ordinal);
    }
}
