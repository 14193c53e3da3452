using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Exports;

/// <summary>The one schema object of a contract by ODCS 3.1.0: the product's table with its columns.</summary>
internal static class OdcsSchema
{
    public static JsonObject Of(ProductDetails product)
    {
        var schema = new JsonObject
        {
            ["name"] = product.Name.Product,
            ["logicalType"] = "object",
            ["physicalName"] = product.Name.ToString(),
            ["physicalType"] = "table",
        };
        if (product.Description.Length > 0)
        {
            schema["description"] = product.Description;
        }

        schema["properties"] = new JsonArray([.. product.Schema.Select(column => Property(product, column))]);
        if (OdcsQuality.OfTable(product.Quality.Checks).ToArray() is { Length: > 0 } rules)
        {
            schema["quality"] = new JsonArray(rules);
        }

        return schema;
    }

    private static JsonObject Property(ProductDetails product, ColumnDefinition column)
    {
        var property = Typed(column.Name, column.Type);
        if (column.Description is { } description)
        {
            property["description"] = description;
        }

        property["required"] = column.Required;
        if (product.Key.ToList().IndexOf(column.Name) is var position and >= 0)
        {
            property["primaryKey"] = true;
            property["primaryKeyPosition"] = position + 1;
        }

        property["classification"] = product.Access.IsPii(column.Name, product.Schema) ? "pii" : WireNames.Of(product.Classification);
        if (column.Tags.Count > 0)
        {
            property["tags"] = new JsonArray([.. column.Tags.Select(tag => (JsonNode)tag)]);
        }

        if (OdcsQuality.OfColumn(product.Quality.Checks, column).ToArray() is { Length: > 0 } rules)
        {
            property["quality"] = new JsonArray(rules);
        }

        return property;
    }

    private static JsonObject Typed(string? name, ColumnType type)
    {
        var property = new JsonObject();
        if (name is not null)
        {
            property["name"] = name;
        }

        property["logicalType"] = Logical(type);
        property["physicalType"] = type.ToString();
        switch (type)
        {
            case PrimitiveType { Forms.OdcsOptions: { } options }:
                property["logicalTypeOptions"] = JsonNode.Parse(options);
                break;
            case ArrayType array:
                property["items"] = Typed(name: null, array.Element);
                break;
            case StructType structure:
                property["properties"] = new JsonArray([.. structure.Fields.Select(field => Typed(field.Name, field.Type))]);
                break;
        }

        return property;
    }

    private static string Logical(ColumnType type) => type switch
    {
        DecimalType => "number",
        ArrayType => "array",
        MapType or StructType => "object",
        PrimitiveType primitive => primitive.Forms.Odcs,
        _ => throw new NotSupportedException($"There is no logical type for {type}."),
    };
}
