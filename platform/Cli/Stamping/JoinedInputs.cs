using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Cli.Stamping;

/// <summary>
/// The columns that a computed product gets of its inputs: a key that all have, the number of rows, and sums of numbers. Each input is
/// grouped before it is joined, so that no row counts twice.
/// </summary>
internal sealed class JoinedInputs
{
    private const string RowCount = "row_count";
    private const int MostSums = 2;
    private const int MostDigits = 28;

    private readonly List<Part> _parts;
    private readonly ColumnDefinition _key;

    private JoinedInputs(ColumnDefinition key, List<Part> parts) => (_key, _parts) = (key, parts);

    /// <summary>Finds the key that inputs share; null where they share none, or the columns of one are not known.</summary>
    /// <param name="inputs">The inputs with their products; null for one whose columns are not known.</param>
    public static JoinedInputs? Find(IReadOnlyList<(ProductReference Reference, DataProductDescriptor? Product)> inputs)
    {
        if (inputs.Any(input => input.Product is null))
        {
            return null;
        }

        var first = inputs[0].Product!;
        var candidates = first.Schema.Where(column => IsKey(column, first) && inputs.Skip(1).All(input => input.Product!.Schema.Any(other => other.Name == column.Name && other.Type.Equals(column.Type) && IsKey(other, input.Product!)))).ToList();
        // Of one input, groups say more than its rows do.
        var key = inputs.Count == 1
            ? candidates.Find(column => column.Required && !first.Key.Contains(column.Name, StringComparer.Ordinal) && column.Type is PrimitiveType { Kind: PrimitiveKind.String or PrimitiveKind.Date }) ?? candidates.FirstOrDefault()
            : candidates.Find(column => inputs.Any(input => input.Product!.Key.Contains(column.Name, StringComparer.Ordinal))) ?? candidates.FirstOrDefault();
        return key is null ? null : new JoinedInputs(key, PartsOf(key, inputs));
    }

    /// <summary>The options of the template that replace what it has for unknown columns.</summary>
    public IEnumerable<KeyValuePair<string, string>> Options() =>
    [
        new("row-columns", string.Join("\n", Columns())),
        new("key", _key.Name),
        new("first-key", Code(first: true)),
        new("second-key", Code(first: false)),
        new("select", Select()),
        new("cases", Cases()),
    ];

    /// <summary>The name of an input where others may be called like its product.</summary>
    public static string NameOf(ProductReference reference) =>
        $"{reference.Product.Domain}_{reference.Product.Product}{(reference.Major is { } major ? $"_{major.ToString(CultureInfo.InvariantCulture)}" : "")}";

    private static bool IsKey(ColumnDefinition column, DataProductDescriptor product) =>
        column.Type is PrimitiveType { Forms.IsWhole: true } or PrimitiveType { Kind: PrimitiveKind.Uuid or PrimitiveKind.String or PrimitiveKind.Date }
        && column.Name is not RowCount && !product.IsPii(column.Name);

    private static List<Part> PartsOf(ColumnDefinition key, IReadOnlyList<(ProductReference Reference, DataProductDescriptor? Product)> inputs)
    {
        List<Part> parts = [];
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase) { key.Name, RowCount };
        foreach (var (reference, product) in inputs)
        {
            var name = NameOf(reference);
            var count = parts.Count == 0 ? RowCount : Free($"{reference.Product.Product}_rows", $"{name}_rows", taken);
            var sums = product!.Schema.Where(column => column.Name != key.Name && SumOf(column.Type) is not null && !product.IsPii(column.Name) && !product.Key.Contains(column.Name, StringComparer.Ordinal))
                .Take(MostSums).Select(column => new Sum(column.Name, Free(column.Name, $"{name}_{column.Name}", taken), SumOf(column.Type)!)).ToList();
            parts.Add(new Part(reference, name, count, sums));
        }

        return parts;
    }

    private static string Free(string name, string longer, HashSet<string> taken) => taken.Add(name) ? name : taken.Add(longer) ? longer : Free(longer, $"{longer}_2", taken);

    private static ColumnType? SumOf(ColumnType type) => type switch
    {
        PrimitiveType { Forms.IsWhole: true } => new PrimitiveType(PrimitiveKind.BigInt),
        PrimitiveType { Forms.IsFloating: true } => new PrimitiveType(PrimitiveKind.Double),
        // A value of the tests has a digit before the point.
        DecimalType { Precision: var precision, Scale: var scale } when precision > scale && scale <= MostDigits - 10 => new DecimalType(Math.Max(Math.Min(precision + 10, MostDigits), 18), scale),
        _ => null,
    };

    // The first two are required, and a row of the stamped tests has these alone.
    private IEnumerable<string> Columns() =>
    [
        $"  - {{ name: {_key.Name}, type: {_key.Type}, required: true, description: What the rows are counted by }}",
        $"  - {{ name: {RowCount}, type: BIGINT, required: true, description: How many rows of {_parts[0].Reference} have it }}",
        .. _parts.Skip(1).Select(part => $"  - {{ name: {part.Count}, type: BIGINT, description: How many rows of {part.Reference} have it }}"),
        .. Sums().Select(each => $"  - {{ name: {each.Sum.Name}, type: \"{each.Sum.Type}\", description: The sum of {each.Sum.Column} in {each.Part.Reference} }}"),
    ];

    private IEnumerable<(Part Part, Sum Sum)> Sums() => _parts.SelectMany(part => part.Sums.Select(sum => (part, sum)));

    private string Select()
    {
        var key = Column(_key.Name);
        if (_parts is [var only])
        {
            return string.Join('\n', Group(only));
        }

        var groups = _parts.Select(part => $"    {part.Name} AS (\n{string.Join('\n', Group(part).Select(line => $"        {line}"))}\n    )");
        return $"""
            -- Each input is grouped before it is joined, so that no row counts twice.
            WITH
            {string.Join(",\n", groups)}
            SELECT {string.Join(", ", [key, .. _parts.Select(part => part.Count), .. Sums().Select(sum => Column(sum.Sum.Name))])}
            FROM {_parts[0].Name}{string.Concat(_parts.Skip(1).Select(part => $"\nLEFT JOIN {part.Name} USING ({key})"))}
            """;
    }

    // Names of the mesh need quotes only as words of SQL; a column of an input elsewhere may have any.
    private static string Column(string column) => MeshName.Problem(column) is null && !SqlWords.Contains(column) ? column : SqlIdentifier.Quote(column);

    private string[] Group(Part part)
    {
        var key = Column(_key.Name);
        return
        [
            $"SELECT {string.Join(", ", [key, $"count(*) AS {part.Count}", .. part.Sums.Select(sum => $"sum({Column(sum.Column)}) AS {Column(sum.Name)}")])}",
            $"FROM {TableOf(part.Reference)}",
            $"WHERE {key} IS NOT NULL",
            $"GROUP BY {key}",
        ];
    }

    private string Cases()
    {
        var (first, others) = (_parts[0], _parts.Skip(1).ToList());
        var given = string.Join('\n', _parts.Select(part => $"      {part.Reference}:\n{RowOf(part, "2")}{(part == first ? $"\n{RowOf(part, "3")}" : "")}"));
        var expected = "{ " + string.Join(", ",
        [
            $"{_key.Name}: {Value}", $"{RowCount}: 2", .. others.Select(part => $"{part.Count}: 1"), .. Sums().Select(sum => $"{sum.Sum.Name}: {(sum.Part == first ? 5 : 2)}"),
        ]) + " }";
        return $"""
            cases:
              - name: Each {_key.Name} has one row with the rows and sums of all inputs
                given:
            {given}
                expect:
                  - {expected}
              - name: Inputs without rows give none
                expect: []
            """;
    }

    private string RowOf(Part part, string number) => $"        - {{ {string.Join(", ", [$"{_key.Name}: {Value}", .. part.Sums.Select(sum => $"{sum.Column}: {number}")])} }}";

    private string Value => ((PrimitiveType)_key.Type).Kind switch
    {
        PrimitiveKind.Uuid => "00000000-0000-4000-8000-000000000001",
        PrimitiveKind.Date => "2026-03-01",
        PrimitiveKind.String => "first",
        _ => "1",
    };

    private string Code(bool first) => ((PrimitiveType)_key.Type).Kind switch
    {
        PrimitiveKind.Uuid => $"new Guid(\"00000000-0000-4000-8000-00000000000{(first ? 1 : 2)}\")",
        PrimitiveKind.Date => $"new DateOnly(2026, 3, {(first ? 1 : 2)})",
        PrimitiveKind.String => first ? "\"first\"" : "\"second\"",
        _ => first ? "1" : "2",
    };

    private static string TableOf(ProductReference reference) => reference.Major is null ? $"{reference}" : $"{reference.Product.Domain}.\"{reference.Product.Product}@{reference.Major}\"";

    private sealed record Sum(string Column, string Name, ColumnType Type);

    private sealed record Part(ProductReference Reference, string Name, string Count, IReadOnlyList<Sum> Sums);
}
