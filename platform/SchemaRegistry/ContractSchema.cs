using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Rows;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The schema of a product's contract.</summary>
/// <param name="Schema">The schema; null where there is none.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
internal sealed record ContractSchema(ReferencedSchema? Schema, string? Problem)
{
    /// <summary>Makes the schema of a product's columns.</summary>
    public static ContractSchema Of(ProductDetails product)
    {
        try
        {
            return new ContractSchema(ReferencedSchema.Of(AvroSchemas.FromDescriptor(product.ToDescriptor())), Problem: null);
        }
        catch (AvroSchemaException exception)
        {
            return new ContractSchema(Schema: null, $"schema: there is no Avro schema of these columns: {exception.Message}");
        }
    }
}
