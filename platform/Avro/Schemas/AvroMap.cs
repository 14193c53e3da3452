using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>Values of one type, each under a text.</summary>
public sealed class AvroMap : AvroSchema
{
    internal AvroMap(AvroSchema values, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroKind.Map, properties)
    {
        Values = values;
        Height = values.Height + 1;
    }

    /// <summary>The type of the values; the keys are texts.</summary>
    public AvroSchema Values { get; }
}
