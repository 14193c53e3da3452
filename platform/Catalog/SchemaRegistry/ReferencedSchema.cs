using MeshStarter.Contracts.Avro;
using Npgsql;

namespace MeshStarter.Catalog.SchemaRegistry;

/// <summary>A schema with what it refers to, parsed: what is registered, looked up and compared.</summary>
internal sealed class ReferencedSchema
{
    // Chains of references are followed by recursion.
    private const int MaxReferences = 100;

    private ReferencedSchema(string text, AvroSchema schema, IReadOnlyList<SchemaReference> references, IReadOnlyList<(string Subject, int Version)> targets)
    {
        Text = text;
        Schema = schema;
        References = references;
        Targets = targets;
        Fingerprint = AvroFingerprint.Whole(schema, SchemaReference.ToJson(references));
    }

    /// <summary>The text that is kept and given back.</summary>
    public string Text { get; }

    public AvroSchema Schema { get; }

    /// <summary>The references as the client wrote them, each with the number of its version.</summary>
    public IReadOnlyList<SchemaReference> References { get; }

    /// <summary>What they refer to, under the names that subjects are kept by.</summary>
    public IReadOnlyList<(string Subject, int Version)> Targets { get; }

    /// <summary>A reference to a version that was deleted softly; null where there is none. Schemas that stand keep such; a new one may not have one.</summary>
    public SchemaReference? ToDeleted { get; private init; }

    /// <summary>The same for schemas that are equal as parsed: white space and the order of a schema's own attributes do not count.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>The name that this schema has in every registry.</summary>
    public Guid Guid => new(Fingerprint.AsSpan(0, 16), bigEndian: true);

    /// <summary>Reads a schema that a client sent.</summary>
    public static async Task<(ReferencedSchema? Schema, RegistryAnswer? Error)> ReadAsync(
        NpgsqlConnection connection, RegistryAccess access, SchemaRequest request, bool normalize, CancellationToken cancellationToken)
    {
        List<SchemaReference> references = [];
        List<(string, int)> targets = [];
        Dictionary<(string, int), AvroSchema> known = [];
        SchemaReference? toDeleted = null;
        foreach (var reference in request.References)
        {
            var key = SubjectName.TryParse(reference.Subject, out var name) ? await access.ResolveAsync(connection, name, cancellationToken) : null;
            if (key is null || await FindAsync(connection, key.Name, reference.Version, cancellationToken) is not { Version: var version } found
                || await ParsedAsync(connection, (key.Name, version), known, cancellationToken) is null)
            {
                return (null, RegistryErrors.NoReference(reference));
            }

            toDeleted ??= found.IsDeleted ? reference : null;
            references.Add(reference with { Version = version });
            targets.Add((key.Name, version));
        }

        if (!AvroSchema.TryParse(request.Schema, targets.Select(target => known[target]), out var schema, out var error))
        {
            return (null, RegistryErrors.InvalidSchema(error.Message));
        }

        // With the referenced types in place, for it is the schema as a whole that is brought into its normal form.
        var text = normalize ? schema.ToNormalizedText() : request.Schema;
        return (new ReferencedSchema(text, normalize ? AvroSchema.Parse(text) : schema, references, targets) { ToDeleted = toDeleted }, null);
    }

    /// <summary>Reads a schema that a client sent to have it taken in, or held against others as if it were.</summary>
    public static async Task<(ReferencedSchema? Schema, RegistryAnswer? Error)> ReadNewAsync(
        NpgsqlConnection connection, RegistryAccess access, SchemaRequest request, bool normalize, CancellationToken cancellationToken) =>
        await ReadAsync(connection, access, request, normalize, cancellationToken) is var (schema, error) && schema?.ToDeleted is { } reference
            ? (null, RegistryErrors.NoReference(reference))
            : (schema, error);

    private static async Task<SchemaVersion?> FindAsync(NpgsqlConnection connection, string subject, int version, CancellationToken cancellationToken) =>
        (await VersionTable.ListAsync(connection, subject, cancellationToken)).LastOrDefault(standing => version == SchemaReference.Latest ? !standing.IsDeleted : standing.Version == version);

    /// <summary>Makes the schema of a product, which refers to nothing.</summary>
    public static ReferencedSchema Of(AvroSchema schema) => new(schema.ToString(), schema, [], []);

    /// <summary>Parses a schema that is kept.</summary>
    public static Task<AvroSchema> ParseAsync(NpgsqlConnection connection, StoredSchema schema, CancellationToken cancellationToken) => ParseAsync(connection, schema, [], cancellationToken);

    // By what the references stood for when the schema was registered: a product's plain name moves on with its default version.
    private static async Task<AvroSchema> ParseAsync(NpgsqlConnection connection, StoredSchema schema, Dictionary<(string, int), AvroSchema> known, CancellationToken cancellationToken)
    {
        List<AvroSchema> references = [];
        if (schema.References.Count > 0)
        {
            foreach (var target in await SchemaTable.TargetsAsync(connection, schema.Id, cancellationToken))
            {
                references.Add(await ParsedAsync(connection, target, known, cancellationToken)
                    ?? throw new InvalidOperationException($"Schema {schema.Id} refers to version {target.Version} of {target.Subject}, which is not there."));
            }
        }

        return AvroSchema.Parse(schema.Text, references);
    }

    private static async Task<AvroSchema?> ParsedAsync(NpgsqlConnection connection, (string Subject, int Version) target, Dictionary<(string, int), AvroSchema> known, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(target, out var parsed))
        {
            return parsed;
        }

        var found = (await VersionTable.ListAsync(connection, target.Subject, cancellationToken)).FirstOrDefault(version => version.Version == target.Version);
        return found is null || known.Count >= MaxReferences ? null : known[target] = await ParseAsync(connection, found.Schema, known, cancellationToken);
    }
}
