using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests;

/// <summary>Values for property tests, all of them valid where the name does not say otherwise.</summary>
internal static class Arbitraries
{
    private static readonly string[] Fragments =
        ["ARRAY", "<", ">", "STRUCT", "MAP", "a", ":", ",", "DECIMAL", "(", "18", ")", " ", "STRING", "\"", "\t", "é", "_", "-1", "9999999999"];

    private static readonly string[] Names = ["order_id", "total", "status", "customer_email", "Occurred_At", "a", "items", "x1", "_x"];

    private static readonly string[] Texts =
        ["", "plain", "it's: \"quoted\"", "käse 😀 日本", "line\nbreak", "tab\there", "- item", "# not a comment", "~", "true", "1.0", "\\u0041 \\n", "a/b", " edge ", "{", "null", "\u2028"];

    public static Gen<ColumnType> ColumnTypes { get; } = ColumnTypeOf(3);

    public static Gen<string> TypeLikeTexts { get; } =
        Gen.Elements(Fragments).ListOf().Select(parts => string.Concat(parts));

    public static Gen<string> Text { get; } = Gen.Elements(Texts);

    public static Gen<DataProductDescriptor> Descriptors { get; } =
        from columns in Columns()
        from id in Gen.Elements("orders.orders", "payments.daily_revenue", "a.b")
        from version in Gen.Choose(0, 99).Three()
        from kind in Gen.Elements(Enum.GetValues<ProductKind>())
        from owner in Gen.Elements("orders-team@company.com", "payments-team@company.com")
        from accountable in Gen.Elements(null, new AccountablePerson("Ada Lovelace", "ada@company.com"))
        from description in Text
        from inputs in Subset(DataProductId.Parse("shop.orders"), DataProductId.Parse("shop.payments"))
        from quality in Quality(columns)
        from access in Access(columns)
        from layout in Layout(columns)
        from retention in Retention(columns)
        from interval in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2))
        from ports in Subset(Enum.GetValues<PortType>())
        from examples in Subset(Texts.Where(text => text.Trim().Length > 0).ToArray())
        from key in Subset(columns.Where(c => c.Type is PrimitiveType { Forms.IsFloating: false }).Select(c => c.Name).ToArray())
        select new DataProductDescriptor
        {
            Name = DataProductId.Parse(id),
            Version = new ProductVersion(version.Item1, version.Item2, version.Item3),
            Kind = kind,
            Consumer = kind == ProductKind.ConsumerAligned ? "Finance" : null,
            Owner = owner,
            Accountable = accountable,
            Description = description.Trim(),
            Inputs = inputs,
            Schema = columns,
            Key = key,
            Quality = quality,
            Access = access,
            PartitionBy = layout,
            Retention = retention,
            PublishInterval = interval,
            Ports = ports.Count == 0 ? [PortType.Table] : ports,
            Examples = examples,
        };

    private static Gen<ColumnType> ColumnTypeOf(int depth)
    {
        var flat = Gen.OneOf(
            Gen.Elements(Enum.GetValues<PrimitiveKind>()).Select(ColumnType (kind) => new PrimitiveType(kind)),
            from precision in Gen.Choose(1, 38)
            from scale in Gen.Choose(0, precision)
            select (ColumnType)new DecimalType(precision, scale));
        if (depth == 0)
        {
            return flat;
        }

        var inner = ColumnTypeOf(depth - 1);
        return Gen.OneOf(
            flat,
            inner.Select(ColumnType (element) => new ArrayType(element)),
            inner.Select(ColumnType (value) => new MapType(value)),
            from names in Subset(Names)
            from types in inner.ArrayOf(Math.Max(names.Count, 1))
            select (ColumnType)new StructType([.. names.DefaultIfEmpty("only").Zip(types, (name, type) => new StructField(name, type))]));
    }

    private static Gen<List<ColumnDefinition>> Columns() =>
        from names in Subset(Names)
        let all = names.DefaultIfEmpty("only").ToArray()
        from types in ColumnTypes.ArrayOf(all.Length)
        from descriptions in Text.ArrayOf(all.Length)
        from required in Gen.Elements(true, false).ArrayOf(all.Length)
        from tags in Subset("pii", "pii.email", "geo", "a_b.c1").ArrayOf(all.Length)
        select all.Select((name, i) => new ColumnDefinition
        {
            Name = name,
            Type = types[i],
            Required = required[i],
            Description = descriptions[i].Trim() is { Length: > 0 } text ? text : null,
            Tags = tags[i],
        }).ToList();

    private static Gen<AccessTerms> Access(List<ColumnDefinition> columns) =>
        from classification in Gen.Elements(Enum.GetValues<Classification>())
        from pii in Subset(columns.Select(c => c.Name).Append("not_there").ToArray())
        select new AccessTerms { Classification = classification, PiiFields = pii };

    private static Gen<List<PartitionTerm>> Layout(List<ColumnDefinition> columns) => Subset(
    [
        .. from column in columns
           let form = PartitionTransform.FormsFor(column.Type)
           where form.Count > 0
           select new PartitionTerm(column.Name, PartitionTransform.TryParse(form[column.Name.Length % form.Count], out var transform) ? transform : PartitionTransform.Identity),
    ]);

    private static Gen<RetentionTerms?> Retention(List<ColumnDefinition> columns)
    {
        var by = columns.Find(c => c.Type is PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp })?.Name;
        return Gen.Elements(
            null, new RetentionTerms(TimeSpan.FromDays(400)), new RetentionTerms(TimeSpan.FromSeconds(90), by), new RetentionTerms(TimeSpan.FromDays(7), by));
    }

    private static Gen<QualityTerms> Quality(List<ColumnDefinition> columns) =>
        from freshness in Gen.Elements(null, "5 minutes", "by 06:00 daily Europe/Berlin")
        from availability in Gen.Elements(null, "99.9%", "100%")
        from evolution in Gen.Elements(null, "backward_compatible", "none")
        from checks in Gen.OneOf(Checks(columns)).ListOf()
        select new QualityTerms { FreshnessSla = freshness, Availability = availability, Completeness = availability, SchemaEvolution = evolution, Checks = checks };

    private static IEnumerable<Gen<QualityCheck>> Checks(List<ColumnDefinition> columns)
    {
        var any = columns[0].Name;
        var severities = Gen.Elements(CheckSeverity.Error, CheckSeverity.Warn);
        var checks = new List<QualityCheck>
        {
            new NotNullCheck([any]),
            new UniqueCheck([.. columns.Select(c => c.Name)]),
            new RowCountCheck(1, null),
            new RowCountCheck(0, long.MaxValue),
            new CompletenessCheck(any, "99.9%"),
            new ReferentialCheck(any, DataProductId.Parse("shop.orders"), "order_id"),
            new DistributionDriftCheck(any, 10, 0.00001m),
            new SqlCheck("SELECT * FROM this WHERE x = 'a\"b'"),
        };
        if (columns.Find(c => c.Type == PrimitiveType.Text) is { } text)
        {
            checks.Add(new AcceptedValuesCheck(text.Name, ["true", "~x", "1"]));
            checks.Add(new RegexCheck(text.Name, @"^[^@]+@\w+$"));
        }

        if (columns.Find(c => c.Type is PrimitiveType { Kind: PrimitiveKind.Timestamp }) is { } time)
        {
            checks.Add(new FreshnessCheck(time.Name, TimeSpan.FromMinutes(5)));
        }

        // A value of a type that holds both bounds.
        if (columns.Find(c => c.Type is DecimalType { Scale: > 0 } exact && exact.Precision > exact.Scale) is { } number)
        {
            checks.Add(new RangeCheck(number.Name, "-1.50", "2"));
        }

        return checks.Select(check => severities.Select(severity => check with { Severity = severity }));
    }

    private static Gen<List<T>> Subset<T>(params T[] items) =>
        Gen.Elements(true, false).ArrayOf(items.Length).Select(keep => items.Where((_, i) => keep[i]).ToList());
}
