using System.Text.Json.Nodes;
using Dapper;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Avro;
using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>Brings a product's contract into the registry, in the transaction that registers the product.</summary>
internal static class ContractRegistration
{
    /// <summary>Gives the product's schema its version in the subject of its major version, and the contract its place alongside it.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="batch">The changes of the transaction; the product's version exists already, or is one of them.</param>
    /// <param name="product">The product's version.</param>
    /// <param name="isNewest">Whether it is the newest of its major version, whose <c>schema_evolution</c> holds.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    /// <returns>Why it cannot be; null when the changes are in the batch.</returns>
    public static async Task<string?> AddAsync(NpgsqlTransaction transaction, StatementBatch batch, ProductDetails product, bool isNewest, CancellationToken cancellationToken)
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

        var connection = transaction.Connection!;
        var subject = ProductSubject.NameOf(product.Name, product.Version.Major);
        var (existing, isStored) = await ReadAsync(transaction, subject, schema, cancellationToken);
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

            if (!isStored)
            {
                SchemaTable.Add(batch, schema);
            }

            VersionTable.Add(batch, subject, schema.Fingerprint);
        }

        if (isNewest)
        {
            var level = CompatibilityLevels.NameOf(ProductSubject.LevelOf(product.Quality.SchemaEvolution));
            // A mode that was set before the product was there could be lifted by no caller.
            SettingTable.Set(batch, subject, new JsonObject { [SettingTable.LevelMember] = level });
        }

        ContractTable.Set(batch, product, subject, schema.Fingerprint);
        return null;
    }

    // Registrations wait for each other from here on: what they read is read together, after the lock.
    private static async Task<(List<SchemaVersion> Existing, bool IsStored)> ReadAsync(NpgsqlTransaction transaction, string subject, ReferencedSchema schema, CancellationToken cancellationToken)
    {
        await using var reader = await transaction.Connection!.QueryMultipleAsync(new CommandDefinition(
            $"{RegistryTransaction.Lock}; {VersionTable.OfSubject}; SELECT EXISTS (SELECT FROM schemas WHERE fingerprint = @Fingerprint)",
            new { RegistryTransaction.LockKey, Subject = subject, schema.Fingerprint },
            transaction,
            cancellationToken: cancellationToken));
        await reader.ReadAsync<string>();
        return ([.. (await VersionTable.ReadAsync(reader)).Where(version => !version.IsDeleted)], (await reader.ReadAsync<bool>()).Single());
    }
}
