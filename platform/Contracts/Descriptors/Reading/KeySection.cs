using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>key</c>.</summary>
internal static class KeySection
{
    public static List<string> Read(YamlSection section, SchemaSection schema)
    {
        var key = new List<string>();
        foreach (var scalar in section.Texts("key") ?? [])
        {
            if (!schema.TryFind(scalar, out var column))
            {
                continue;
            }

            key.Add(column.Name);
            if (column.Type is ArrayType or MapType or StructType)
            {
                section.Issues.Error(scalar, "key.type", $"{column.Name} is {column.Type}, which names no row.", "Use columns with single values.");
            }
            else if (column.Type is PrimitiveType { Forms.IsFloating: true })
            {
                section.Issues.Error(scalar, "key.type", $"{column.Name} is {column.Type}, which is not compared exactly.", "Use columns with exact values, such as DECIMAL(18,2) or STRING.");
            }
            else if (!column.Required)
            {
                section.Issues.Warn(scalar, "key.nullable", $"{column.Name} may be without a value.", $"Give {column.Name} \"required: true\".");
            }
        }

        return key;
    }
}
