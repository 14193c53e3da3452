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
        PrimitiveType primitive => Primitive(primitive.Forms, isNullable),
        DecimalType exact => With(Typed("string", isNullable), "pattern", exact.Scale == 0 ? "^-?[0-9]+$" : $"^-?[0-9]+\\.[0-9]{{{exact.Scale}}}$"),
        ArrayType array => With(Typed("array", isNullable), "items", Of(array.Element, isNullable: true)),
        MapType map => With(Typed("object", isNullable), "additionalProperties", Of(map.Value, isNullable: true)),
        StructType structure => With(
            Typed("object", isNullable), "properties", new JsonObject(structure.Fields.Select(field => KeyValuePair.Create<string, JsonNode?>(field.Name, Of(field.Type, isNullable: true))))),
        _ => throw new NotSupportedException($"There is no JSON Schema for {type}."),
    };

    private static JsonObject Primitive(PrimitiveForms forms, bool isNullable)
    {
        var schema = Typed(forms.Json, isNullable);
        if (forms.Json == "number")
        {
            // JSON has no numbers for these three.
            return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["enum"] = new JsonArray("NaN", "Infinity", "-Infinity") }) };
        }

        foreach (var (member, value) in forms.JsonRule is { } rule ? JsonNode.Parse(rule)!.AsObject() : [])
        {
            schema[member] = value!.DeepClone();
        }

        return schema;
    }

    private static JsonObject Typed(string type, bool isNullable) => new() { ["type"] = isNullable ? new JsonArray(type, "null") : type };

    private static JsonObject With(JsonObject schema, string member, JsonNode value)
    {
        schema[member] = value;
        return schema;
    }
}
