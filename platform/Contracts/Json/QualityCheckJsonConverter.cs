using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Json;

/// <summary><see cref="QualityCheck"/> in the descriptor's form: the kind is the key, the severity is alongside it.</summary>
public sealed class QualityCheckJsonConverter : JsonConverter<QualityCheck>
{
    private const string SeverityKey = "severity";

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeof(QualityCheck).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override QualityCheck Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("A check is an object such as { \"not_null\": [\"order_id\"] }.");
        }

        QualityCheck? check = null;
        var severity = CheckSeverity.Error;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.NameEquals(SeverityKey))
            {
                severity = property.Value.Deserialize<CheckSeverity>(MeshJson.Options);
            }
            else if (check is not null)
            {
                throw new JsonException($"A check has one kind; {Quoted.Text(property.Name)} is a second one.");
            }
            else
            {
                check = Read(property.Name, property.Value);
            }
        }

        return check is null ? throw new JsonException("A check lacks its kind.") : check with { Severity = severity };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, QualityCheck value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        writer.WritePropertyName(value.Kind);
        JsonSerializer.Serialize(writer, Terms(value), MeshJson.Options);
        if (value.Severity != CheckSeverity.Error)
        {
            writer.WriteString(SeverityKey, WireNames.Of(value.Severity));
        }

        writer.WriteEndObject();
    }

    private static QualityCheck Read(string kind, JsonElement terms) => kind switch
    {
        QualityCheckKinds.NotNull => new QualityCheck.NotNull(Terms<List<string>>(terms)),
        QualityCheckKinds.Unique => new QualityCheck.Unique(Terms<List<string>>(terms)),
        QualityCheckKinds.AcceptedValues => Terms<AcceptedValuesForm>(terms).ToCheck(),
        QualityCheckKinds.Range => Terms<RangeForm>(terms).ToCheck(),
        QualityCheckKinds.Regex => Terms<RegexForm>(terms).ToCheck(),
        QualityCheckKinds.RowCount => Terms<RowCountForm>(terms).ToCheck(),
        QualityCheckKinds.Freshness => Terms<FreshnessForm>(terms).ToCheck(),
        QualityCheckKinds.Completeness => Terms<CompletenessForm>(terms).ToCheck(),
        QualityCheckKinds.Referential => Terms<ReferentialForm>(terms).ToCheck(),
        QualityCheckKinds.DistributionDrift => Terms<DriftForm>(terms).ToCheck(),
        QualityCheckKinds.Sql => new QualityCheck.Sql(Terms<string>(terms)),
        _ => throw new JsonException($"{Quoted.Text(kind)} is not a kind of check: {string.Join(", ", QualityCheckKinds.All)}."),
    };

    private static object Terms(QualityCheck check) => check switch
    {
        QualityCheck.NotNull c => c.Columns,
        QualityCheck.Unique c => c.Columns,
        QualityCheck.AcceptedValues c => new AcceptedValuesForm(c.Column, c.Values),
        QualityCheck.Range c => new RangeForm(c.Column, c.Min, c.Max),
        QualityCheck.Regex c => new RegexForm(c.Column, c.Pattern),
        QualityCheck.RowCount c => new RowCountForm(c.Min, c.Max),
        QualityCheck.Freshness c => new FreshnessForm(c.Column, DurationText.Format(c.MaxAge)),
        QualityCheck.Completeness c => new CompletenessForm(c.Column, c.Min),
        QualityCheck.Referential c => new ReferentialForm(c.Column, $"{c.ToProduct}.{c.ToColumn}"),
        QualityCheck.DistributionDrift c => new DriftForm(c.Column, c.Snapshots, c.MaxDistance),
        QualityCheck.Sql c => c.Query,
        _ => throw new JsonException($"No JSON form for {check.GetType().Name}."),
    };

    private static T Terms<T>(JsonElement terms) =>
        terms.Deserialize<T>(MeshJson.Options) ?? throw new JsonException("A check lacks its terms.");

    private sealed record AcceptedValuesForm(string Column, IReadOnlyList<string> Values)
    {
        public QualityCheck ToCheck() => new QualityCheck.AcceptedValues(Column, Values);
    }

    private sealed record RangeForm(string Column, string? Min = null, string? Max = null)
    {
        public QualityCheck ToCheck() => new QualityCheck.Range(Column, Min, Max);
    }

    private sealed record RegexForm(string Column, string Pattern)
    {
        public QualityCheck ToCheck() => new QualityCheck.Regex(Column, Pattern);
    }

    private sealed record RowCountForm(long? Min = null, long? Max = null)
    {
        public QualityCheck ToCheck() => new QualityCheck.RowCount(Min, Max);
    }

    private sealed record FreshnessForm(string Column, string MaxAge)
    {
        public QualityCheck ToCheck() => DurationText.TryParse(MaxAge, out var age)
            ? new QualityCheck.Freshness(Column, age)
            : throw new JsonException($"{Quoted.Text(MaxAge)} is not a duration. {DurationText.Form}");
    }

    private sealed record CompletenessForm(string Column, string Min)
    {
        public QualityCheck ToCheck() => Percentage.TryParse(Min, out _)
            ? new QualityCheck.Completeness(Column, Min)
            : throw new JsonException($"{Quoted.Text(Min)} is not a share from 0% to 100%.");
    }

    private sealed record ReferentialForm(string Column, string To)
    {
        public QualityCheck ToCheck() => ReferentialTarget.TryParse(To, out var product, out var column)
            ? new QualityCheck.Referential(Column, product, column)
            : throw new JsonException($"{Quoted.Text(To)} is not a column of a product: domain.product.column.");
    }

    private sealed record DriftForm(string Column, int Snapshots, double MaxDistance)
    {
        public QualityCheck ToCheck() => new QualityCheck.DistributionDrift(Column, Snapshots, MaxDistance);
    }
}
