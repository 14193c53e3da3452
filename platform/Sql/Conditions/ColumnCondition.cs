using MeshStarter.Platform.Iceberg.Expressions;

namespace MeshStarter.Platform.Sql.Conditions;

/// <summary>A column, or a field of a struct, is validated against constants.</summary>
/// <param name="Names">The names as the query writes them: perhaps the table's, the column's, and those of the fields of structs.</param>
/// <param name="Test">The test of the value.</param>
/// <param name="Values">The constants; none for the IS tests.</param>
internal sealed record ColumnCondition(IReadOnlyList<string> Names, PredicateTest Test, IReadOnlyList<SqlConstant> Values) : RowCondition
{
    /// <summary>The constants that the engine brings to one type with the column before it compares: for BETWEEN, those of both ends.</summary>
    public IReadOnlyList<SqlConstant> AllConstants { get; init; } = Values;

    /// <summary>Whether the first name may be the table's, so that the column's is the second.</summary>
    public bool MayBeginWithTable { get; init; }

    /// <summary>Whether the first name may be the column's.</summary>
    public bool MayBeginWithColumn { get; init; } = true;

    /// <summary>The column's name and those of the fields in it.</summary>
    public IReadOnlyList<string> ColumnNames => MayBeginWithTable ? [.. Names.Skip(1)] : Names;

    /// <summary>The place where the query writes the column, in bytes from its beginning; null where that is not known.</summary>
    public ulong? Place { get; init; }

    internal override IEnumerable<ColumnCondition> Tests => [this];

    public override RowCondition Of(Func<string?, bool> isIts)
    {
        var (mayBeginWithTable, mayBeginWithColumn) = (Names.Count > 1 && isIts(Names[0]), isIts(null));

        // A table's name further on may follow a schema's, or be a field's.
        return (mayBeginWithTable || mayBeginWithColumn) && !Names.Skip(1).SkipLast(1).Any(isIts)
            ? this with { MayBeginWithTable = mayBeginWithTable, MayBeginWithColumn = mayBeginWithColumn }
            : Unknown;
    }
}
