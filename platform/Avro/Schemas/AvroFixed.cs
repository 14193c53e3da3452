using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A stated number of bytes.</summary>
public sealed class AvroFixed : AvroNamedSchema
{
    internal AvroFixed(AvroName name, IReadOnlyList<AvroName> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties, int size)
        : base(AvroKind.Fixed, name, aliases, doc, properties, size)
    {
        Size = size;
    }

    /// <summary>The number of bytes of every value.</summary>
    public int Size { get; }
}
