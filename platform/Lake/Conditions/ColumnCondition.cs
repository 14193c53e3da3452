using MeshStarter.Lake.Iceberg;

namespace MeshStarter.Lake.Conditions;

/// <summary>A column is validated against constants.</summary>
/// <param name="Table">The table's name before the column's; null where none stands.</param>
/// <param name="Column">The column, as the query writes it.</param>
/// <param name="Test">The test of the column.</param>
/// <param name="Values">The constants; none for the IS tests.</param>
internal sealed record ColumnCondition(string? Table, string Column, PredicateTest Test, IReadOnlyList<SqlConstant> Values) : RowCondition
{
    /// <summary>The constants that the engine brings to one type with the column before it compares: for BETWEEN, those of both ends.</summary>
    public IReadOnlyList<SqlConstant> AllConstants { get; init; } = Values;

    public override RowCondition Of(Func<string?, bool> isIts) => isIts(Table) ? this : Unknown;
}
