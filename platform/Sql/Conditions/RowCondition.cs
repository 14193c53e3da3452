namespace MeshStarter.Platform.Sql.Conditions;

/// <summary>
/// The understood part of a query's condition on rows. A part that is not understood is <see cref="Unknown"/>: it may be true of any
/// row, so it costs time and loses no row.
/// </summary>
public abstract record RowCondition
{
    private protected RowCondition()
    {
    }

    /// <summary>Nothing is known: any row may be wanted.</summary>
    public static RowCondition Unknown { get; } = new AllConditions([]);

    /// <summary>The part of the condition that speaks of one table.</summary>
    /// <param name="isIts">Whether a column is the table's, by the table's name that is before the column's; null where none does.</param>
    public abstract RowCondition Of(Func<string?, bool> isIts);

    /// <summary>The understood tests of single columns, whatever joins them.</summary>
    internal abstract IEnumerable<ColumnCondition> Tests { get; }

    /// <summary>Combines conditions with AND.</summary>
    public static RowCondition All(IEnumerable<RowCondition> conditions)
    {
        ArgumentNullException.ThrowIfNull(conditions);
        var known = conditions.Where(condition => condition != Unknown).ToList();
        return known.Count switch { 0 => Unknown, 1 => known[0], _ => new AllConditions(known) };
    }

    internal static RowCondition Any(IEnumerable<RowCondition> conditions)
    {
        var any = conditions.ToList();
        return any.Contains(Unknown) ? Unknown : any.Count == 1 ? any[0] : new AnyCondition(any);
    }
}

/// <summary>Every one of some conditions.</summary>
internal sealed record AllConditions(IReadOnlyList<RowCondition> Conditions) : RowCondition
{
    public override RowCondition Of(Func<string?, bool> isIts) => All(Conditions.Select(condition => condition.Of(isIts)));

    internal override IEnumerable<ColumnCondition> Tests => Conditions.SelectMany(condition => condition.Tests);
}

/// <summary>One of some conditions.</summary>
internal sealed record AnyCondition(IReadOnlyList<RowCondition> Conditions) : RowCondition
{
    public override RowCondition Of(Func<string?, bool> isIts) => Any(Conditions.Select(condition => condition.Of(isIts)));

    internal override IEnumerable<ColumnCondition> Tests => Conditions.SelectMany(condition => condition.Tests);
}
