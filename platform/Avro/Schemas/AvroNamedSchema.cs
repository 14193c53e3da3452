using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A type with a name by which it can be used again: a record, an enum or a fixed.</summary>
public abstract class AvroNamedSchema : AvroSchema
{
    private protected AvroNamedSchema(AvroKind kind, AvroName name, IReadOnlyList<AvroName> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties, int fixedSize = 0)
        : base(kind, properties, fixedSize)
    {
        Name = name;
        Aliases = aliases;
        Doc = doc;
    }

    /// <summary>Its name, with its namespace.</summary>
    public AvroName Name { get; }

    /// <summary>Other names under which data may have been written.</summary>
    public IReadOnlyList<AvroName> Aliases { get; }

    /// <summary>The description of the type; null when there is none.</summary>
    public string? Doc { get; }
}
