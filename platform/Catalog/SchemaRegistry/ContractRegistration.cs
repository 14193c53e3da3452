using System.Text.Json.Nodes;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Avro;
using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>Brings a product's contract into the registry, in the transaction that registers the product.</summary>
internal static class ContractRegistration
{
    /// <summary>Gives the product's schema its version in the subject of its major version, and the contract its place alongside it.</summary>
    /// <param name="transaction">The transaction in which the product's version exists already.</param>
    /// <param name="product">The product's version.</param>
    /// <param name="isNewest">Whether it is the newest of its major version, whose <c>schema_evolution</c> holds.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>Why it cannot be; null when it is done.</returns>
    public static async Task<string?> HoldAsync(NpgsqlTransaction transaction, ProductDetails product, bool isNewest, CancellationToken cancellationToken)
    {
        ReferencedSchema schema;
        try
        {
            schema = ReferencedSchema.Of(AvroSchemas.FromDescriptor(product.ToDescriptor()));
        }
        catch (AvroSchemaException exception)
        {
            return $"schema: there is no Avro schema of these columns: {exception.Message}";
        }

        await RegistryTransaction.LockAsync(transaction, cancellationToken);
        var connection = transaction.Connection!;
        var subject = ProductSubject.NameOf(product.Name, product.Version.Major);
        var existing = (await VersionTable.ListAsync(connection, subject, cancellationToken)).Where(version => !version.IsDeleted).ToList();
        var place = existing.FindLast(version => version.Schema.Guid == schema.Guid);
        if (place is null)
        {
            var level = ProductSubject.LevelOf(product.Quality.SchemaEvolution);
            if (await SchemaRegistration.ConflictAsync(connection, level, schema.Schema, existing, cancellationToken) is var (earlier, conflict))
            {
                return $"version: {product.Version} of {product.Name} does not keep quality.schema_evolution: {product.Quality.SchemaEvolution}, validated against version {earlier.Version} of subject {subject}: "
                    + string.Join("; ", conflict.Reasons.Select(reason => reason.Description))
                    + $". Change it so that it does, or give it a major version of its own, {product.Version.Major + 1}.0.0.";
            }

            place = await SchemaRegistration.PlaceAsync(connection, subject, schema, id: null, version: null, cancellationToken);
        }

        if (isNewest)
        {
            var level = CompatibilityLevels.NameOf(ProductSubject.LevelOf(product.Quality.SchemaEvolution));
            await SettingTable.SetConfigAsync(connection, subject, new JsonObject { [SettingTable.LevelMember] = level }, cancellationToken);

            // One that was set before the product was there could be lifted by no caller.
            await SettingTable.SetModeAsync(connection, subject, mode: null, cancellationToken);
        }

        await ContractTable.SetAsync(connection, product, subject, place.Version, cancellationToken);
        return null;
    }
}
