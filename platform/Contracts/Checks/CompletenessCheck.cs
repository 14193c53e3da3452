using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary><c>completeness</c>: at least a share of the rows have a value in a column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Min">The share, <c>99.9%</c>; see <see cref="Percentage"/>.</param>
public sealed record CompletenessCheck(string Column, string Min) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "completeness";

    /// <inheritdoc/>
    public override string Summary => $"{Column} at least {Min}";

    internal override object Terms => new Form(Column, Min);

    internal override OdcsMetric Metric => new("nullValues", "completeness", ("unit", "percent"), ("mustBeLessOrEqualTo", 100 - Percentage.Parse(Min)));

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch) => new CheckTest.OfBatch(queries =>
    {
        var rows = queries.Scalar<long>("SELECT count(*) FROM this");
        var filled = queries.Scalar<long>($"SELECT count({SqlIdentifier.Quote(Column)}) FROM this");
        return filled * 100m < Percentage.Parse(Min) * rows
            ? string.Create(CultureInfo.InvariantCulture, $"{Column} has a value in {filled} of {rows} rows, {Min} are promised.")
            : null;
    });

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) =>
        earlier is CompletenessCheck was && Percentage.TryParse(was.Min, out var least) && Percentage.TryParse(Min, out var now) && now >= least;

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: customer_email, min: 99.9% }", terms =>
    {
        var column = terms.Column();
        if (terms.Section.RequiredScalar("min", "Say the least share, such as \"99.9%\".") is not { } share)
        {
            return null;
        }

        var isShare = terms.Section.Issues.Parsed<decimal>(share, Percentage.TryParse, "percentage.form", "is not a share from 0% to 100%.", "Write it with a percent sign, such as 99.9%.") is not null;
        return isShare && column is not null ? new CompletenessCheck(column.Name, share.Text.Trim()) : null;
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, min) = Parsed<Form>(terms);
        return Percentage.TryParse(min, out _)
            ? new CompletenessCheck(column, min)
            : throw new JsonException($"{Quoted.Text(min)} is not a share from 0% to 100%.");
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("min*", ValueForms.Share().Says("The least share, such as 99.9%.")))
        .Says("A share of the rows has a value in a column.");

    private sealed record Form(string Column, string Min);
}
