namespace MeshStarter.Contracts.Descriptors;

/// <summary>The keys that name the kinds of quality checks in a descriptor.</summary>
public static class QualityCheckKinds
{
    /// <summary>Columns without NULL.</summary>
    public const string NotNull = "not_null";

    /// <summary>Columns whose values together are never the same twice.</summary>
    public const string Unique = "unique";

    /// <summary>A closed list of values.</summary>
    public const string AcceptedValues = "accepted_values";

    /// <summary>A lower and an upper bound.</summary>
    public const string Range = "range";

    /// <summary>A pattern of texts.</summary>
    public const string Regex = "regex";

    /// <summary>Bounds of the batch's size.</summary>
    public const string RowCount = "row_count";

    /// <summary>The newest value of a time is recent.</summary>
    public const string Freshness = "freshness";

    /// <summary>A least share of values that are there.</summary>
    public const string Completeness = "completeness";

    /// <summary>Values that another product must have.</summary>
    public const string Referential = "referential";

    /// <summary>Values distributed as before.</summary>
    public const string DistributionDrift = "distribution_drift";

    /// <summary>A check by an SQL query.</summary>
    public const string Sql = "sql";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [NotNull, Unique, AcceptedValues, Range, Regex, RowCount, Freshness, Completeness, Referential, DistributionDrift, Sql];
}
