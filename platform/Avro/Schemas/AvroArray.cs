using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Values of one type in order.</summary>
public sealed class AvroArray : AvroSchema
{
    internal AvroArray(AvroSchema items, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroKind.Array, properties)
    {
        Items = items;
        Height = items.Height + 1;
    }

    /// <summary>The type of the values.</summary>
    public AvroSchema Items { get; }
}
