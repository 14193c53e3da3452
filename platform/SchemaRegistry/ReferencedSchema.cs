using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.ServiceDefaults.Problems;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

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

    /// <summary>The referenced schemas, by the names of their subjects.</summary>
    public IReadOnlyList<(string Subject, int Version)> Targets { get; }

    /// <summary>A reference to a version that was deleted softly; null where there is none. Schemas that stand keep such; a new one may not have one.</summary>
    public SchemaReference? ToDeleted { get; private init; }

    /// <summary>The same for schemas that are equal as parsed: white space and the order of a schema's own attributes do not count.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>The name that this schema has in every registry.</summary>
    public Guid Guid => new(Fingerprint.AsSpan(0, 16), bigEndian: true);

    /// <summary>Reads a schema that a client sent. A version that the client may not know of is not there to be referred to, either.</summary>
    /// <exception cref="RequestRefusedException">It is no schema, or refers to what is not there.</exception>
    public static async Task<ReferencedSchema> ReadAsync(RegistryCall call, SchemaRequest request, bool normalize)
    {
        List<SchemaReference> references = [];
        List<(string, int)> targets = [];
        Dictionary<(string, int), AvroSchema> known = [];
        SchemaReference? toDeleted = null;
        foreach (var reference in request.References)
        {
            var key = SubjectName.TryParse(reference.Subject, out var name) ? await call.ResolveAsync(name) : null;
            if (key is null
                || await FindAsync(call, key, reference.Version) is not { Version: var version } found
                || await ParsedAsync(call.Connection, (key.Name, version), known, call.CancellationToken) is null)
            {
                throw new RequestRefusedException(RegistryErrors.NoReference(reference));
            }

            toDeleted ??= found.IsDeleted ? reference : null;
            references.Add(reference with { Version = version });
            targets.Add((key.Name, version));
        }

        var types = targets.Select(target => known[target]).ToList();
        if (!AvroSchema.TryParse(request.Schema, types, out var schema, out var error))
        {
            throw new RequestRefusedException(RegistryErrors.InvalidSchema(error.Message));
        }

        var text = normalize ? schema.ToNormalizedText(types) : request.Schema;
        return new ReferencedSchema(text, normalize ? AvroSchema.Parse(text, types) : schema, references, targets) { ToDeleted = toDeleted };
    }

    /// <summary>Reads a schema that a client sent to have it taken in, or validated against others as if it were.</summary>
    /// <exception cref="RequestRefusedException">It is no schema, or refers to what is not there or deleted.</exception>
    public static async Task<ReferencedSchema> ReadNewAsync(RegistryCall call, SchemaRequest request, bool normalize)
    {
        var schema = await ReadAsync(call, request, normalize);
        return schema.ToDeleted is { } reference ? throw new RequestRefusedException(RegistryErrors.NoReference(reference)) : schema;
    }

    private static async Task<SchemaVersion?> FindAsync(RegistryCall call, SubjectKey subject, int version)
    {
        var versions = await RegistryView.SeenAsync(call, await VersionTable.ListAsync(call.Connection, subject.Name, call.CancellationToken));
        return version == SchemaReference.Latest
            ? await RegistryView.LatestAsync(call, subject, [.. versions.Where(existing => !existing.IsDeleted)])
            : versions.FirstOrDefault(existing => existing.Version == version);
    }

    /// <summary>Makes the schema of a product, which refers to nothing.</summary>
    public static ReferencedSchema Of(AvroSchema schema) => new(schema.ToString(), schema, [], []);

    /// <summary>Whether the caller may know of all versions whose types a schema that is kept uses, directly or by way of others.</summary>
    public static async Task<bool> SeesTypesAsync(RegistryCall call, StoredSchema schema)
    {
        HashSet<(string Subject, int Version)> met = [];
        for (var open = new Queue<StoredSchema>([schema]); open.TryDequeue(out var next);)
        {
            foreach (var target in await SchemaTable.TargetsAsync(call.Connection, next.Id, call.CancellationToken))
            {
                if (!met.Add(target))
                {
                    continue;
                }

                var versions = await RegistryView.SeenAsync(call, await VersionTable.ListAsync(call.Connection, target.Subject, call.CancellationToken));
                if (versions.FirstOrDefault(version => version.Version == target.Version) is not { } found)
                {
                    return false;
                }

                open.Enqueue(found.Schema);
            }
        }

        return true;
    }

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
