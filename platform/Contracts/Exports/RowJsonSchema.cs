using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Exports;

/// <summary>The JSON Schema (draft 2020-12) of a product's rows, in the form that every port writes (<see cref="RowContract"/>).</summary>
/// <remarks>A reader with a masked column may get null where the contract requires a value.</remarks>
internal static class RowJsonSchema
{
    public static JsonObject Of(ProductDetails product) => new()
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["$id"] = $"urn:mesh:{product.Name}:{product.Version}",
        ["title"] = product.Name.ToString(),
        ["description"] = product.Description,
        ["type"] = "object",
        ["properties"] = new JsonObject(product.Schema.Select(column => KeyValuePair.Create<string, JsonNode?>(column.Name, Property(column)))),
        ["required"] = new JsonArray([.. product.Schema.Select(column => (JsonNode)column.Name)]),
        ["additionalProperties"] = false,
    };

    private static JsonObject Property(ColumnDefinition column)
    {
        var schema = Of(column.Type, isNullable: !column.Required);
        if (column.Description is { } description)
        {
            schema["description"] = description;
        }

        return schema;
    }

    // Values inside a column may always be null.
    private static JsonObject Of(ColumnType type, bool isNullable) => type switch
    {
        PrimitiveType primitive => Primitive(primitive.Kind, isNullable),
        DecimalType exact => With(Typed("string", isNullable), "pattern", exact.Scale == 0 ? "^-?[0-9]+$" : $"^-?[0-9]+\\.[0-9]{{{exact.Scale}}}$"),
        ArrayType array => With(Typed("array", isNullable), "items", Of(array.Element, isNullable: true)),
        MapType map => With(Typed("object", isNullable), "additionalProperties", Of(map.Value, isNullable: true)),
        StructType structure => With(
            Typed("object", isNullable), "properties", new JsonObject(structure.Fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Of(field.Type, isNullable: true))))),
        _ => throw new NotSupportedException($"There is no JSON Schema for {type}."),
    };

    private static JsonObject Primitive(PrimitiveKind kind, bool isNullable) => kind switch
    {
        PrimitiveKind.Boolean => Typed("boolean", isNullable),
        PrimitiveKind.Integer => With(With(Typed("integer", isNullable), "minimum", int.MinValue), "maximum", int.MaxValue),
        PrimitiveKind.BigInt => With(With(Typed("integer", isNullable), "minimum", long.MinValue), "maximum", long.MaxValue),
        // JSON has no numbers for these three.
        PrimitiveKind.Real or PrimitiveKind.Double => new JsonObject { ["anyOf"] = new JsonArray(Typed("number", isNullable), new JsonObject { ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }) },
        PrimitiveKind.Uuid => With(Typed("string", isNullable), "format", "uuid"),
        PrimitiveKind.Date => With(Typed("string", isNullable), "format", "date"),
        PrimitiveKind.Timestamp => With(Typed("string", isNullable), "format", "date-time"),
        PrimitiveKind.Binary => With(Typed("string", isNullable), "contentEncoding", "base64"),
        _ => Typed("string", isNullable),
    };

    private static JsonObject Typed(string type, bool isNullable) => new() { ["type"] = isNullable ? new JsonArray(type, "null") : type };

    private static JsonObject With(JsonObject schema, string member, JsonNode value)
    {
        schema[member] = value;
        return schema;
    }
}
