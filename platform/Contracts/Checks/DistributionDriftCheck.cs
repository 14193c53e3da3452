using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Schemas;
using MeshStarter.Contracts.Types;
using static MeshStarter.Contracts.Schemas.SchemaForm;

namespace MeshStarter.Contracts.Checks;

/// <summary>
/// <c>distribution_drift</c>: the distribution of a column's values stays near that of earlier snapshots. The distance is 0 (the same) to 1
/// (nothing in common): the Kolmogorov–Smirnov distance for what has an order, else the total variation distance. Values that are not
/// there do not count.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Snapshots">How many earlier snapshots are compared with, at least 1.</param>
/// <param name="MaxDistance">The greatest distance that passes, more than 0 and at most 1.</param>
public sealed record DistributionDriftCheck(string Column, int Snapshots, decimal MaxDistance) : ColumnCheck(Name, Column)
{
    /// <summary>The kind.</summary>
    public const string Name = "distribution_drift";

    internal const int MostSnapshots = 1000;

    private const int DefaultSnapshots = 10;
    private const decimal DefaultMaxDistance = 0.2m;

    /// <inheritdoc/>
    public override string Summary => $"{Column} within {MaxDistance.ToString(CultureInfo.InvariantCulture)} of {Snapshots} snapshots";

    /// <inheritdoc/>
    public override int EarlierSnapshots => Snapshots;

    internal override object Terms => new Form(Column, Snapshots, MaxDistance);

    /// <inheritdoc/>
    public override CheckTest On(CheckedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new CheckTest.OfBatch(queries => batch.Rows.AddedBy(Snapshots) is { } earlier
            && queries.Scalar<double?>(Distance(batch.TypeOf(Column), earlier)) is { } distance && distance > (double)MaxDistance
                ? string.Create(CultureInfo.InvariantCulture, $"The values of {Column} are {distance:0.###} from those of the last {Snapshots} snapshots, at most {MaxDistance} is promised.")
                : null);
    }

    internal override bool IsAsStrictAs(QualityCheck earlier, IReadOnlyList<ColumnDefinition> schema) =>
        earlier is DistributionDriftCheck was && was.Snapshots == Snapshots && MaxDistance <= was.MaxDistance;

    internal static QualityCheck? Read(CheckSection section) => section.Terms(Name, "{ column: total, snapshots: 10, max_distance: 0.2 }", terms =>
    {
        var column = terms.Column();
        var snapshots = terms.Whole("snapshots", 1, MostSnapshots) ?? DefaultSnapshots;
        var maxDistance = DefaultMaxDistance;
        if (terms.Section.Scalar("max_distance", "a number") is { } distance
            && (!decimal.TryParse(distance.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out maxDistance)
                || maxDistance is not (> 0 and <= 1)))
        {
            terms.Refuse(distance, "check.value", $"{Quoted.Text(distance.Text)} is not a distance.", "Write a number above 0 and at most 1, such as 0.2.");
        }

        return column is null ? null : new DistributionDriftCheck(column.Name, (int)snapshots, maxDistance);
    });

    internal static QualityCheck Parse(JsonElement terms)
    {
        var (column, snapshots, maxDistance) = Parsed<Form>(terms);
        return new DistributionDriftCheck(column, snapshots, maxDistance);
    }

    internal static JsonObject Schema() => Keys(
        ("column*", ValueForms.Column()),
        ("snapshots", Whole(1, MostSnapshots).Says("The number of earlier snapshots. Default: 10.")),
        // Beyond 0 and 1 the reader refuses it as it refuses a quoted one.
        ("max_distance", new JsonObject { ["type"] = new JsonArray("number", "string"), ["exclusiveMinimum"] = 0, ["maximum"] = 1 }.Says("The greatest distance that passes, above 0 and at most 1. Default: 0.2.")))
        .Says("The distribution of a column's values stays near that of earlier snapshots.");

    // A SELECT of the distance; NULL where one side has no value.
    private string Distance(ColumnType type, string earlier)
    {
        var name = SqlIdentifier.Quote(Column);
        var steps = $"""
            SELECT v, sum(now) AS now, sum(before) AS before FROM (
                SELECT {name} AS v, 1.0 / count(*) OVER () AS now, 0.0 AS before FROM this WHERE {name} IS NOT NULL
                UNION ALL
                SELECT {name}, 0.0, 1.0 / count(*) OVER () FROM ({earlier}) WHERE {name} IS NOT NULL
            ) GROUP BY v
            """;
        var distance = ColumnLiteral.HasOrder(type)
            ? $"SELECT max(abs(up_to_now - up_to_before)) AS distance FROM (SELECT sum(now) OVER (ORDER BY v) AS up_to_now, sum(before) OVER (ORDER BY v) AS up_to_before FROM ({steps}))"
            : $"SELECT sum(abs(now - before)) / 2 AS distance FROM ({steps})";
        return $"SELECT CASE WHEN EXISTS (SELECT 1 FROM this WHERE {name} IS NOT NULL) AND EXISTS (SELECT 1 FROM ({earlier}) WHERE {name} IS NOT NULL) THEN ({distance}) END";
    }

    private sealed record Form(string Column, int Snapshots, decimal MaxDistance);
}
