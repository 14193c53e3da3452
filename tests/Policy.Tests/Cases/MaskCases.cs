using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Tests.Cases;

/// <summary>One row of masks.yaml: a column, the mask of a rule, a value, and the value as readers see it.</summary>
/// <param name="Column">The column's name in the product of the table.</param>
/// <param name="Type">Its type.</param>
/// <param name="Mask">The mask as a rule writes it.</param>
/// <param name="Value">The value, as the ports write it.</param>
/// <param name="Masked">The value as it is seen.</param>
public sealed record MaskCase(string Column, ColumnType Type, string Mask, JsonElement Value, JsonElement Masked)
{
    /// <summary>The value as a literal of the engine, of the column's type.</summary>
    public string Sql => Value.ValueKind == JsonValueKind.Null
        ? $"CAST(NULL AS {Type.ToDuckDb()})"
        : $"CAST({SqlText.Quote(Value.ValueKind == JsonValueKind.String ? Value.GetString()! : Value.GetRawText())} AS {Type.ToDuckDb()})";

    /// <summary>Whether a value that was read is the masked one. Numbers are equal by value.</summary>
    public bool IsMasked(JsonElement read) => read.ValueKind == JsonValueKind.Number && Masked.ValueKind == JsonValueKind.Number
        ? read.GetDouble() == Masked.GetDouble()
        : JsonElement.DeepEquals(read, Masked);
}

/// <summary>Reads masks.yaml, the table of masks that every place that masks runs.</summary>
public static class MaskCases
{
    /// <summary>The product of the table: each row is a column.</summary>
    public static DataProductId Product { get; } = new("orders", "case_masks");

    /// <summary>The rows, by the name of their column.</summary>
    public static IReadOnlyDictionary<string, MaskCase> All { get; } = Read();

    /// <summary>Rules that mask each column by its row, for everyone.</summary>
    public static IEnumerable<string> Rules => All.Values.Select(each =>
        $"- {{ id: mask-{each.Column.Replace('_', '-')}, description: d, effect: mask, columns: {{ names: [{each.Column}] }}, mask: {each.Mask}, when: {{ products: [{Product}] }} }}");

    /// <summary>The columns of the product.</summary>
    public static IReadOnlyList<ColumnDefinition> Schema { get; } = [.. All.Values.Select(each => new ColumnDefinition { Name = each.Column, Type = each.Type })];

    /// <summary>The row of all values, in JSON.</summary>
    public static JsonElement Row => JsonSerializer.SerializeToElement(All.ToDictionary(each => each.Key, each => each.Value.Value));

    /// <summary>A SELECT of that row.</summary>
    public static string RowSql => $"SELECT {string.Join(", ", All.Values.Select(each => $"{each.Sql} AS {each.Column}"))}";

    private static Dictionary<string, MaskCase> Read()
    {
        var issues = new YamlIssues("masks.yaml");
        var table = YamlSection.Of(YamlTree.Parse(DecisionCases.Text("masks.yaml"), issues), issues, "keys")!;
        var cases = new Dictionary<string, MaskCase>(StringComparer.Ordinal);
        foreach (var item in table.Items("cases", "a list")!)
        {
            var section = YamlSection.Of(item, issues, "keys")!;
            var column = $"c{cases.Count.ToString(CultureInfo.InvariantCulture)}";
            cases.Add(column, new MaskCase(
                column,
                ColumnType.Parse(section.Text("type")!),
                Text(section.Find("mask")!),
                JsonElement.Parse(section.Text("value")!),
                JsonElement.Parse(section.Text("masked")!)));
            section.RefuseOthers();
        }

        return issues.HasErrors ? throw new InvalidOperationException(string.Join('\n', issues.Sorted)) : cases;
    }

    private static string Text(YamlNode mask) => mask switch
    {
        YamlScalar word => word.Text,
        YamlMapping terms => $"{{ {string.Join(", ", terms.Entries.Select(term => $"{term.Key}: {JsonSerializer.Serialize(((YamlScalar)term.Value).Text)}"))} }}",
        _ => throw new InvalidOperationException(mask.Path),
    };
}
