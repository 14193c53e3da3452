using MeshStarter.Platform.Avro.Compatibility;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Takes schemas into subjects, within a transaction of the registry.</summary>
internal static class SchemaRegistration
{
    /// <summary>Registers a client's schema, or finds the version that it already is.</summary>
    /// <exception cref="RequestRefusedException">The subject does not take it.</exception>
    public static async Task<SchemaVersion> RegisterAsync(RegistryCall call, SubjectKey subject, SchemaRequest request, bool normalize)
    {
        var mode = await SettingTable.EffectiveModeAsync(call.Connection, subject.Name, call.CancellationToken);
        if (mode is RegistryMode.ReadOnly or RegistryMode.ReadOnlyOverride)
        {
            throw new RequestRefusedException(RegistryErrors.NotPermitted($"Subject {subject.Requested} is in read-only mode"));
        }

        var isImport = mode == RegistryMode.Import;
        if (request.Id is not null && !isImport)
        {
            throw new RequestRefusedException(RegistryErrors.NotPermitted($"Subject {subject.Requested} is not in import mode"));
        }

        if (isImport)
        {
            RequireImport(call, request);
        }

        normalize = normalize || await SettingTable.NormalizesAsync(call.Connection, subject, call.CancellationToken);
        var schema = await ReferencedSchema.ReadAsync(call, request, normalize);
        var existing = await VersionTable.ListAsync(call.Connection, subject.Name, call.CancellationToken);
        if (existing.LastOrDefault(version => !version.IsDeleted && version.Schema.Guid == schema.Guid) is { } same)
        {
            return request.Id is { } id && id != same.Schema.Id ? throw new RequestRefusedException(RegistryErrors.IdDiffers(id)) : same;
        }

        // An import brings what stood elsewhere, where it may have been so.
        if (request.Id is null && schema.ToDeleted is { } deleted)
        {
            throw new RequestRefusedException(RegistryErrors.NoReference(deleted));
        }

        if (subject.Product is { } product)
        {
            throw new RequestRefusedException(RegistryErrors.NotPermitted(
                $"Subject '{subject.Requested}' takes only the schemas that the contract of {product}@{subject.Major} holds, which its registration brings here. Change data-product.yaml, give it its new version, and start the service."));
        }

        return await AddAsync(call, subject, schema, request, isImport, existing);
    }

    /// <summary>Gives a schema its place, whatever is there: the number it has or gets, and a version.</summary>
    public static async Task<SchemaVersion> PlaceAsync(NpgsqlConnection connection, string subject, ReferencedSchema schema, int? id, int? version, CancellationToken cancellationToken)
    {
        var stored = await SchemaTable.FindAsync(connection, schema.Fingerprint, cancellationToken) ?? await SchemaTable.AddAsync(connection, schema, id, cancellationToken);
        return new SchemaVersion(subject, await VersionTable.AddAsync(connection, subject, stored.Id, version, cancellationToken), IsDeleted: false, stored);
    }

    /// <summary>The conflict of a new schema with earlier ones; null when there is none.</summary>
    public static async Task<(SchemaVersion Earlier, CompatibilityConflict Conflict)?> ConflictAsync(
        NpgsqlConnection connection, CompatibilityLevel level, AvroSchema schema, IReadOnlyList<SchemaVersion> earlier, CancellationToken cancellationToken)
    {
        List<AvroSchema> schemas = [];
        if (level != CompatibilityLevel.None)
        {
            foreach (var version in earlier)
            {
                schemas.Add(await ReferencedSchema.ParseAsync(connection, version.Schema, cancellationToken));
            }
        }

        return CompatibilityLevels.Check(level, schema, schemas) is { } conflict ? (earlier[conflict.Earlier], conflict) : null;
    }

    private static async Task<SchemaVersion> AddAsync(
        RegistryCall call, SubjectKey subject, ReferencedSchema schema, SchemaRequest request, bool isImport, IReadOnlyList<SchemaVersion> existing)
    {
        var (connection, cancellationToken) = (call.Connection, call.CancellationToken);
        if (isImport)
        {
            if (request.Version is { } taken && existing.Any(version => version.Version == taken))
            {
                throw new RequestRefusedException(RegistryErrors.VersionOutOfOrder(taken, existing[^1].Version + 1));
            }

            if (request.Id is { } id && await IdDiffersAsync(connection, schema, id, cancellationToken))
            {
                throw new RequestRefusedException(RegistryErrors.IdDiffers(id));
            }

            return await PlaceAsync(connection, subject.Name, schema, request.Id, request.Version, cancellationToken);
        }

        var level = await SettingTable.LevelAsync(connection, subject.Name, cancellationToken);
        if (await ConflictAsync(connection, level, schema.Schema, [.. existing.Where(version => !version.IsDeleted)], cancellationToken) is var (earlier, conflict))
        {
            // Reasons name fields of types that the caller may not know of.
            IReadOnlyList<string> details = await ReferencedSchema.SeesTypesAsync(call, earlier.Schema) ? RegistryEndpoints.Details(conflict, earlier, level) : [];
            throw new RequestRefusedException(RegistryErrors.Incompatible(subject.Requested, details));
        }

        var placed = await PlaceAsync(connection, subject.Name, schema, id: null, version: null, cancellationToken);
        return request.Version is { } expected && expected != placed.Version ? throw new RequestRefusedException(RegistryErrors.VersionOutOfOrder(expected, placed.Version)) : placed;
    }

    private static void RequireImport(RegistryCall call, SchemaRequest request)
    {
        call.Access.RequireImport(call.Principal);
        if (request.Id is { } id and > SchemaRequest.MaximumImportedId)
        {
            throw new RequestRefusedException(RegistryErrors.IdTooLarge(id));
        }

        if (request.Version is { } version and > SchemaRequest.MaximumImportedVersion)
        {
            throw new RequestRefusedException(RegistryErrors.VersionTooLarge(version));
        }
    }

    private static async Task<bool> IdDiffersAsync(NpgsqlConnection connection, ReferencedSchema schema, int id, CancellationToken cancellationToken)
    {
        var (byId, bySchema) = (await SchemaTable.FindAsync(connection, id, cancellationToken), await SchemaTable.FindAsync(connection, schema.Fingerprint, cancellationToken));
        return (byId is not null && byId.Guid != schema.Guid) || (bySchema is not null && bySchema.Id != id);
    }
}
