using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>One of a list of symbols.</summary>
public sealed class AvroEnum : AvroNamedSchema
{
    internal AvroEnum(AvroName name, IReadOnlyList<AvroName> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties, IReadOnlyList<string> symbols, string? @default)
        : base(AvroKind.Enum, name, aliases, doc, properties)
    {
        Symbols = symbols;
        Default = @default;
    }

    /// <summary>The symbols in order; a value is written as its symbol's place.</summary>
    public IReadOnlyList<string> Symbols { get; }

    /// <summary>The symbol that a reader takes for one it does not know; null when there is none.</summary>
    public string? Default { get; }
}
