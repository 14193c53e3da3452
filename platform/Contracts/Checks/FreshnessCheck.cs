using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>freshness</c>: the greatest value of a time column is no older than an age, at the moment of publishing.</summary>
/// <param name="Column">The column, a DATE or a timestamp.</param>
/// <param name="MaxAge">The age, more than zero.</param>
public sealed record FreshnessCheck(string Column, TimeSpan MaxAge) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "freshness";

    /// <inheritdoc/>
    public override string Summary => $"{Column} at most {DurationText.Format(MaxAge)} old";

    /// <inheritdoc/>
    public override ExistingRows Existing => ExistingRows.All;

    internal override object Terms => new Form(Column, DurationText.Format(MaxAge));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var oldest = SqlText.Quote((batch.Now - MaxAge).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        var isRecent = $"coalesce(max({SqlIdentifier.Quote(Column)}) >= CAST(CAST({oldest} AS TIMESTAMP) AS {batch.TypeOf(Column).ToDuckDb()}), false)";
        // Existing rows are read only when the batch alone does not decide: there may be many.
        return new CheckTest.OfBatch(queries => queries.Scalar<bool>($"SELECT {isRecent} FROM this")
            || (batch.Rows.Existing is not null && queries.Scalar<bool>($"SELECT {isRecent} FROM {CheckedBatch.Existing}"))
                ? null
                : $"Neither the batch nor the table has a row whose {Column} is of the last {DurationText.Format(MaxAge)}.");
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) => earlier is FreshnessCheck was && MaxAge <= was.MaxAge;

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: occurred_at, max_age: 5 minutes }", terms =>
    {
        var column = terms.Column();
        if (terms.Section.RequiredScalar("max_age", "Say how old the newest value may be, such as \"5 minutes\".") is not { } text)
        {
            return null;
        }

        var age = DurationText.Read(text, terms.Section.Issues);
        if (column is not null && column.Type is not PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz })
        {
            terms.Refuse("check.type", $"{column.Name} is {column.Type}, which has no age.", "Use freshness for dates and timestamps.");
        }

        return column is not null && age is { } most ? new FreshnessCheck(column.Name, most) : null;
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, maxAge) = Parsed<Form>(terms);
        return new FreshnessCheck(column, DurationTextJsonConverter.Parse(maxAge));
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("max_age*", ValueForms.Duration().Says("The greatest age, such as 5 minutes.")))
        .Says("The greatest value of a time column is no older than an age.");

    private sealed record Form(string Column, string MaxAge);
}
