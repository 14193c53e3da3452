using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>key</c>.</summary>
internal static class KeySection
{
    public static List<string> Read(YamlSection section, SchemaSection schema)
    {
        List<(YamlScalar Scalar, ColumnDefinition Column)> key = [];
        foreach (var scalar in section.Texts("key") ?? [])
        {
            if (schema.TryFind(scalar, out var column))
            {
                key.Add((scalar, column));
            }
        }

        // Required columns are the identifier fields of the table, which Iceberg refuses of floating-point numbers. Products with other keys are published.
        Action<YamlNode, string, string, string> report = key.TrueForAll(each => each.Column.Required) ? section.Issues.Error : section.Issues.Warn;
        foreach (var (scalar, column) in key)
        {
            if (column.Type is ArrayType or MapType or StructType)
            {
                section.Issues.Error(scalar, "key.type", $"{column.Name} is {column.Type}, which names no row.", "Use columns with single values.");
            }
            else if (column.Type is PrimitiveType { Forms.IsFloating: true })
            {
                report(scalar, "key.type", $"{column.Name} is {column.Type}, which is not compared exactly.", "Use columns with exact values, such as DECIMAL(18,2) or STRING.");
            }
            else if (!column.Required)
            {
                section.Issues.Warn(scalar, "key.nullable", $"{column.Name} may be without a value.", $"Give {column.Name} \"required: true\".");
            }
        }

        return [.. key.Select(each => each.Column.Name)];
    }
}
