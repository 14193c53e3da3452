namespace MeshStarter.Contracts.Checks;

/// <summary>
/// The SQL that validates a batch against a check. The batch is the relation <c>this</c>. What runs the SQL knows the engine; the check does not.
/// </summary>
public abstract record CheckTest
{
    private CheckTest()
    {
    }

    /// <summary>Looks at one row at a time.</summary>
    /// <param name="Condition">A condition that is true of a row that breaks the check.</param>
    /// <param name="Reason">The reason to reject such a row.</param>
    public sealed record OfRow(string Condition, string Reason) : CheckTest
    {
        /// <summary>Finds the reason that the rows of this batch have, by SELECTs, where some break it; null where it is the same for every batch.</summary>
        public Func<ICheckQueries, string>? ReasonOfBatch { get; init; }
    }

    /// <summary>Compares rows with other rows.</summary>
    /// <param name="Failing">A SELECT of the batch's rows that break the check.</param>
    /// <param name="Reason">The reason to reject them.</param>
    /// <param name="Proof">A cheap SELECT of whether no row can break the check; null where there is none.</param>
    public sealed record OfRows(string Failing, string Reason, string? Proof = null) : CheckTest;

    /// <summary>Measures the batch as a whole.</summary>
    /// <param name="Problem">The reason why the batch does not pass, found by SELECTs; it states no value of a row, and no aggregate, which in a batch of one row is such a value. Null when it passes.</param>
    public sealed record OfBatch(Func<ICheckQueries, string?> Problem) : CheckTest;
}
