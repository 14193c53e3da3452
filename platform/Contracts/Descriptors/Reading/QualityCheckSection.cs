using System.Globalization;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>One entry of <c>quality.checks</c>: the kind with its terms, and how severe a failure is.</summary>
internal sealed class QualityCheckSection(YamlSection section, DataProductId own, SchemaSection schema, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
{
    private const int DefaultSnapshots = 10;
    private const double DefaultMaxDistance = 0.2;

    private YamlIssues Issues => section.Issues;

    /// <summary>The check; null when something is wrong with it, which is noted.</summary>
    public QualityCheck? Read()
    {
        var severity = section.Word<CheckSeverity>("severity") ?? CheckSeverity.Error;
        var kinds = QualityCheckKinds.All.Where(kind => section.Find(kind) is not null).ToList();
        var entries = section.Mapping.Entries.Count(entry => entry.Key != "severity");
        section.RefuseOthers();
        if (kinds.Count > 1)
        {
            Issues.Error(section.Mapping, "check.kinds", $"One check has the kinds {string.Join(", ", kinds)}.", "Give each kind a list entry of its own.");
        }
        else if (kinds.Count == 0 && entries == 0)
        {
            Issues.Error(section.Mapping, "check.kind", "The check lacks its kind.", $"Use one of {string.Join(", ", QualityCheckKinds.All)}.");
        }
        else if (kinds.Count == 0 && section.Mapping.Entries.FirstOrDefault(entry => QualityCheckKinds.All.Contains(entry.Key, StringComparer.Ordinal)) is { } bare)
        {
            Issues.Error(bare.Line, section.PathOf(bare.Key), "check.terms", $"The check {bare.Key} says nothing.", "Write its columns or terms.");
        }

        return kinds.Count == 1 && Read(kinds[0]) is { } check ? check with { Severity = severity } : null;
    }

    private QualityCheck? Read(string kind) => kind switch
    {
        QualityCheckKinds.NotNull => Columns(kind) is { Count: > 0 } columns ? new QualityCheck.NotNull(columns) : null,
        QualityCheckKinds.Unique => Columns(kind) is { Count: > 0 } columns ? new QualityCheck.Unique(columns) : null,
        QualityCheckKinds.AcceptedValues => Terms(kind, "{ column: status, values: [a, b] }", AcceptedValues),
        QualityCheckKinds.Range => Terms(kind, "{ column: total, min: 0 }", Range),
        QualityCheckKinds.Regex => Terms(kind, "{ column: email, pattern: \"^[^@]+@[^@]+$\" }", Regex),
        QualityCheckKinds.RowCount => Terms(kind, "{ min: 1 }", RowCount),
        QualityCheckKinds.Freshness => Terms(kind, "{ column: occurred_at, max_age: 5 minutes }", Freshness),
        QualityCheckKinds.Completeness => Terms(kind, "{ column: customer_email, min: 99.9% }", Completeness),
        QualityCheckKinds.Referential => Terms(kind, "{ column: order_id, to: orders.orders.order_id }", Referential),
        QualityCheckKinds.DistributionDrift => Terms(kind, "{ column: total, snapshots: 10, max_distance: 0.2 }", Drift),
        _ => section.RequiredScalar(kind, "Write one SELECT over \"this\".") is { } query ? new QualityCheck.Sql(query.Text.Trim()) : null,
    };

    private QualityCheck? Terms(string kind, string example, Func<YamlSection, QualityCheck?> read)
    {
        if (section.Section(kind, example) is not { } terms)
        {
            return null;
        }

        var check = read(terms);
        terms.RefuseOthers();
        return check;
    }

    private List<string> Columns(string kind)
    {
        IReadOnlyList<YamlScalar> names = section.Find(kind) is YamlScalar one ? [one] : section.Texts(kind) ?? [];
        if (section.Find(kind) is YamlSequence { Items.Count: 0 } none)
        {
            Issues.Error(none, "check.columns", "The check names no column.", "Name at least one, or remove the check.");
        }

        var columns = new List<string>();
        foreach (var name in names)
        {
            if (schema.TryFind(name, out var column))
            {
                columns.Add(column.Name);
            }
        }

        return columns;
    }

    private ColumnDefinition? Column(YamlSection terms) =>
        terms.RequiredScalar("column", "Name the column that is checked.") is { } name && schema.TryFind(name, out var column)
            ? column
            : null;

    private QualityCheck.AcceptedValues? AcceptedValues(YamlSection terms)
    {
        var column = Column(terms);
        var values = terms.Texts("values");
        if (values is null or { Count: 0 })
        {
            if (terms.Find("values") is null or YamlSequence { Items.Count: 0 })
            {
                Issues.Error(terms.Mapping, "check.values", "The check accepts no value.", "List them: \"values: [a, b]\".");
            }

            return null;
        }

        if (column is null)
        {
            return null;
        }

        foreach (var value in values)
        {
            Literal(column, value);
        }

        return new QualityCheck.AcceptedValues(column.Name, [.. values.Select(value => value.Text)]);
    }

    private QualityCheck.Range? Range(YamlSection terms)
    {
        var column = Column(terms);
        var min = terms.Scalar("min", "a value");
        var max = terms.Scalar("max", "a value");
        if (min is null && max is null)
        {
            Issues.Error(terms.Mapping, "check.bounds", "The range has no bound.", "Give it min, max or both.");
        }

        if (column is null)
        {
            return null;
        }

        if (!ColumnLiteral.HasOrder(column.Type))
        {
            Issues.Error(terms.Mapping, "check.type", $"{column.Name} is {column.Type}, which has no range.", "Use range for numbers, dates and times.");
            return null;
        }

        var low = min is null ? null : Literal(column, min);
        var high = max is null ? null : Literal(column, max);
        if (low is not null && high is not null && low.CompareTo(high) > 0)
        {
            Issues.Error(terms.Mapping, "check.bounds", $"The range begins at {min!.Text} after its end {max!.Text}.", "Exchange them.");
        }

        return new QualityCheck.Range(column.Name, min?.Text, max?.Text);
    }

    private IComparable? Literal(ColumnDefinition column, YamlScalar value)
    {
        if (ColumnLiteral.TryParse(column.Type, value.Text, out var parsed))
        {
            return parsed;
        }

        Issues.Error(value, "check.value", $"{Quoted.Text(value.Text)} is not a value of {column.Name}, which is {column.Type}.", $"Write {ColumnLiteral.Form(column.Type)}.");
        return null;
    }

    private QualityCheck.Regex? Regex(YamlSection terms)
    {
        var column = Column(terms);
        var pattern = terms.RequiredScalar("pattern", "Give it a regular expression.");
        if (pattern is not null && CheckPattern.Problem(pattern.Text) is { } problem)
        {
            Issues.Error(pattern, "check.pattern", $"The pattern cannot be used: {problem}", "Use a regular expression without look-around and back references (RE2).");
        }

        if (column is not null && column.Type is not PrimitiveType { Kind: PrimitiveKind.String })
        {
            Issues.Error(terms.Mapping, "check.type", $"{column.Name} is {column.Type}.", "Use regex for STRING columns.");
        }

        return column is not null && pattern is not null ? new QualityCheck.Regex(column.Name, pattern.Text) : null;
    }

    private QualityCheck.RowCount RowCount(YamlSection terms)
    {
        var min = Whole(terms, "min", 0, long.MaxValue);
        var max = Whole(terms, "max", 0, long.MaxValue);
        if (terms.Find("min") is null && terms.Find("max") is null)
        {
            Issues.Error(terms.Mapping, "check.bounds", "The count has no bound.", "Give it min, max or both.");
        }

        if (min > max)
        {
            Issues.Error(terms.Mapping, "check.bounds", $"The count begins at {min} after its end {max}.", "Exchange them.");
        }

        return new QualityCheck.RowCount(min, max);
    }

    private QualityCheck.Freshness? Freshness(YamlSection terms)
    {
        var column = Column(terms);
        if (terms.RequiredScalar("max_age", "Say how old the newest value may be, such as \"5 minutes\".") is not { } text)
        {
            return null;
        }

        var isDuration = DurationText.TryParse(text.Text, out var age);
        if (!isDuration)
        {
            Issues.Error(text, "duration.form", $"{Quoted.Text(text.Text)} is not a duration.", DurationText.Form);
        }

        if (column is not null && column.Type is not PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz })
        {
            Issues.Error(terms.Mapping, "check.type", $"{column.Name} is {column.Type}, which has no age.", "Use freshness for dates and timestamps.");
        }

        return column is not null && isDuration ? new QualityCheck.Freshness(column.Name, age) : null;
    }

    private QualityCheck.Completeness? Completeness(YamlSection terms)
    {
        var column = Column(terms);
        if (terms.RequiredScalar("min", "Say the least share, such as \"99.9%\".") is not { } share)
        {
            return null;
        }

        if (Percentage.TryParse(share.Text, out _))
        {
            return column is null ? null : new QualityCheck.Completeness(column.Name, share.Text.Trim());
        }

        Issues.Error(share, "percentage.form", $"{Quoted.Text(share.Text)} is not a share from 0% to 100%.", "Write it with a percent sign, such as 99.9%.");
        return null;
    }

    private QualityCheck.Referential? Referential(YamlSection terms) =>
        ReferentialSection.Read(terms, own, schema, others) is { } read ? new QualityCheck.Referential(read.Column, read.Product, read.Target) : null;

    private QualityCheck.DistributionDrift? Drift(YamlSection terms)
    {
        var column = Column(terms);
        var snapshots = Whole(terms, "snapshots", 1, 1000) ?? DefaultSnapshots;
        var maxDistance = DefaultMaxDistance;
        if (terms.Scalar("max_distance", "a number") is { } distance
            && (!double.TryParse(distance.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out maxDistance)
                || maxDistance is not (> 0 and <= 1)))
        {
            Issues.Error(distance, "check.value", $"{Quoted.Text(distance.Text)} is not a distance.", "Write a number above 0 and at most 1, such as 0.2.");
        }

        return column is null ? null : new QualityCheck.DistributionDrift(column.Name, (int)snapshots, maxDistance);
    }

    private long? Whole(YamlSection terms, string key, long least, long greatest)
    {
        if (terms.Scalar(key, "a whole number") is not { } scalar)
        {
            return null;
        }

        if (long.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= greatest)
        {
            return value;
        }

        Issues.Error(scalar, "value.type", $"{Quoted.Text(scalar.Text)} is not a whole number from {least} to {greatest}.", "Write one.");
        return null;
    }
}
