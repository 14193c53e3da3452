using System.Text.Json;
using System.Text.Json.Serialization;
using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Consuming;

/// <summary>How canonical rows are read as records: a DECIMAL is text on the wire and a number in the record, and so are NaN and the infinities.</summary>
internal static class RowReading
{
    public static JsonSerializerOptions Options { get; } = new(MeshJson.Options) { NumberHandling = JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
