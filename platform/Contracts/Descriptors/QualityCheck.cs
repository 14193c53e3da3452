using System.Text.Json.Serialization;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors;

/// <summary>
/// One check of a batch's rows, as the descriptor states it; the SDK runs it. Its JSON is the descriptor's form:
/// <c>{ "not_null": ["order_id"], "severity": "warn" }</c>.
/// </summary>
[JsonConverter(typeof(QualityCheckJsonConverter))]
public abstract record QualityCheck
{
    private protected QualityCheck()
    {
    }

    /// <summary>The key that names this kind in a descriptor, <c>not_null</c>.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>Whether a failure keeps the batch out; it does by default.</summary>
    public CheckSeverity Severity { get; init; } = CheckSeverity.Error;

    /// <summary>Every row has a value in each of the columns.</summary>
    public sealed record NotNull(IReadOnlyList<string> Columns) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.NotNull;
    }

    /// <summary>No two rows have the same values in the columns together.</summary>
    public sealed record Unique(IReadOnlyList<string> Columns) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Unique;
    }

    /// <summary>A column's value, where there is one, is one of a list.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Values">The values as literals of the column's type, in invariant text.</param>
    public sealed record AcceptedValues(string Column, IReadOnlyList<string> Values) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.AcceptedValues;
    }

    /// <summary>A column's value, where there is one, is between two bounds that belong to the range.</summary>
    /// <param name="Column">The column: a number, date or time.</param>
    /// <param name="Min">The lower bound as a literal of the column's type, in invariant text; null for none.</param>
    /// <param name="Max">The upper bound, likewise; at least one of the two is given.</param>
    public sealed record Range(string Column, string? Min, string? Max) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Range;
    }

    /// <summary>A text column's value, where there is one, matches a pattern somewhere (anchor it with ^ and $).</summary>
    /// <param name="Column">The column, a STRING.</param>
    /// <param name="Pattern">A regular expression that needs no backtracking, as the engine's (RE2).</param>
    public sealed record Regex(string Column, string Pattern) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Regex;
    }

    /// <summary>The batch has a number of rows within bounds that belong to the range; at least one of the two is given.</summary>
    public sealed record RowCount(long? Min, long? Max) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.RowCount;
    }

    /// <summary>The greatest value of a time column is no older than an age, at the moment of publishing.</summary>
    /// <param name="Column">The column, a DATE or a timestamp.</param>
    /// <param name="MaxAge">The age, more than zero.</param>
    public sealed record Freshness(string Column, TimeSpan MaxAge) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Freshness;
    }

    /// <summary>At least a share of the rows have a value in a column.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Min">The share, <c>99.9%</c>; see <see cref="Percentage"/>.</param>
    public sealed record Completeness(string Column, string Min) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Completeness;
    }

    /// <summary>A column's value, where there is one, exists in a column of another product.</summary>
    /// <param name="Column">The column of this product.</param>
    /// <param name="ToProduct">The other product.</param>
    /// <param name="ToColumn">Its column.</param>
    public sealed record Referential(string Column, DataProductId ToProduct, string ToColumn) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Referential;
    }

    /// <summary>The distribution of a column's values stays near that of earlier snapshots.</summary>
    /// <param name="Column">The column.</param>
    /// <param name="Snapshots">How many earlier snapshots are compared with, at least 1.</param>
    /// <param name="MaxDistance">The greatest distance that passes, more than 0 and at most 1.</param>
    public sealed record DistributionDrift(string Column, int Snapshots, double MaxDistance) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.DistributionDrift;
    }

    /// <summary>A query over the batch, which it calls <c>this</c>; each row that it returns is a failure.</summary>
    /// <param name="Query">One SELECT.</param>
    public sealed record Sql(string Query) : QualityCheck
    {
        /// <inheritdoc/>
        public override string Kind => QualityCheckKinds.Sql;
    }
}
