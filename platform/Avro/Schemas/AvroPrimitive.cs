using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A type without parts: <c>null</c>, <c>boolean</c>, <c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>bytes</c> or <c>string</c>.</summary>
public sealed class AvroPrimitive : AvroSchema
{
    private static readonly AvroPrimitive[] Plain =
        [.. Enumerable.Range(0, (int)AvroKind.String + 1).Select(kind => new AvroPrimitive((AvroKind)kind, null))];

    internal AvroPrimitive(AvroKind kind, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(kind, properties)
    {
    }

    internal static AvroPrimitive Of(AvroKind kind) => Plain[(int)kind];
}
