using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Products.Database;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>
/// Brings the contracts of products into the registry, in the transaction that registers the products: each schema gets its version in the subject of its
/// product's major version, and the contract its place alongside it.
/// </summary>
internal sealed class ContractRegistrations(NpgsqlTransaction transaction)
{
    private readonly Dictionary<DataProductId, ReferencedSchema> _schemas = [];
    private readonly Dictionary<string, List<SchemaVersion>> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _stored = [];
    private readonly HashSet<DataProductId> _placed = [];
    private readonly HashSet<string> _subjects = new(StringComparer.Ordinal);

    /// <summary>Adds the contract of a product.</summary>
    public void Add(ProductDetails product, ReferencedSchema schema)
    {
        _subjects.Add(ProductSubject.NameOf(product.Name, product.Version.Major));
        _schemas[product.Name] = schema;
    }

    /// <summary>Adds the statements that read what there is. Registrations wait for each other from the first one on.</summary>
    public void AddReading(StatementBatch batch)
    {
        batch.Add(RegistryTransaction.LockAll, RegistryTransaction.LockKey);
        batch.Add(VersionTable.OfSubjects, [_subjects.ToArray()]);
        batch.Add("SELECT guid FROM schemas WHERE fingerprint = ANY($1)", [_schemas.Values.Select(schema => schema.Fingerprint).ToArray()]);
    }

    /// <summary>Reads the results of <see cref="AddReading"/>, which are the reader's next.</summary>
    public async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var version = VersionTable.Read(reader);
            if (!version.IsDeleted)
            {
                (_versions.TryGetValue(version.Subject, out var known) ? known : _versions[version.Subject] = []).Add(version);
            }
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            _stored.Add(reader.GetGuid(0));
        }
    }

    /// <summary>Finds the reason why a product's schema cannot be the next one of its subject; null when it can.</summary>
    public async Task<string?> ConflictAsync(ProductDetails product, CancellationToken cancellationToken)
    {
        var schema = _schemas[product.Name];
        var subject = ProductSubject.NameOf(product.Name, product.Version.Major);
        var existing = _versions.GetValueOrDefault(subject) ?? [];
        if (existing.Exists(version => version.Schema.Guid == schema.Guid))
        {
            _placed.Add(product.Name);
            return null;
        }

        var level = ProductSubject.LevelOf(product.Quality.SchemaEvolution);
        return await SchemaRegistration.ConflictAsync(transaction.Connection!, level, schema.Schema, existing, cancellationToken) is var (earlier, conflict)
            ? $"version: {product.Version} of {product.Name} does not keep quality.schema_evolution: {product.Quality.SchemaEvolution}, validated against version {earlier.Version} of subject {subject}: "
                + string.Join("; ", conflict.Reasons.Select(reason => reason.Description))
                + $". Change it so that it does, or give it a major version of its own, {product.Version.Major + 1}.0.0."
            : null;
    }

    /// <summary>Adds the changes for a product, which has no conflict, and whose version exists already or is one of the batch.</summary>
    /// <param name="batch">The changes of the transaction.</param>
    /// <param name="product">The product's version.</param>
    /// <param name="isNewest">Whether it is the newest of its major version, whose <c>schema_evolution</c> holds.</param>
    public void AddChanges(StatementBatch batch, ProductDetails product, bool isNewest)
    {
        var schema = _schemas[product.Name];
        var subject = ProductSubject.NameOf(product.Name, product.Version.Major);
        if (!_placed.Contains(product.Name))
        {
            if (_stored.Add(schema.Guid))
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
    }
}
