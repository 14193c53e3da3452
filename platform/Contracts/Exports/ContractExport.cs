using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Rows;

namespace MeshStarter.Contracts.Exports;

/// <summary>A contract as a file for other tools.</summary>
/// <param name="FileName">The name that the file is stored by, such as <c>orders.orders-1.0.0.odcs.yaml</c>.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Text">Its content.</param>
public sealed record ContractExport(string FileName, string MediaType, string Text)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = MeshJson.Options.Encoder };

    /// <summary>Exports the contract of a product's version.</summary>
    public static ContractExport Of(ProductDetails product, ContractFormat format)
    {
        ArgumentNullException.ThrowIfNull(product);
        var name = $"{product.Name}-{product.Version}";
        return format switch
        {
            ContractFormat.Avro => new ContractExport($"{name}.avsc", "application/json", Avro(product.Name, product.Schema, product.Description)),
            ContractFormat.JsonSchema => new ContractExport($"{name}.schema.json", "application/schema+json", Json(RowJsonSchema.Of(product))),
            ContractFormat.Odcs => new ContractExport($"{name}.odcs.yaml", "application/yaml", YamlText.Write(OdcsContract.Of(product))),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a member of the enum."),
        };
    }

    /// <summary>Writes columns as the schema of Avro of which a consumer keeps the fields that it reads.</summary>
    /// <param name="product">The product.</param>
    /// <param name="columns">Its columns in order.</param>
    /// <param name="description">The description of the product; empty when there is none.</param>
    public static string Avro(DataProductId product, IReadOnlyList<ColumnDefinition> columns, string description) => Json(JsonNode.Parse(AvroSchemas.FromColumns(product, columns, description).ToString())!);

    private static string Json(JsonNode node) => node.ToJsonString(Indented) + "\n";
}
