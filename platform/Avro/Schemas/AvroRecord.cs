using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>A record: named fields in order.</summary>
public sealed class AvroRecord : AvroNamedSchema
{
    private Dictionary<string, AvroField> _byName = [];

    internal AvroRecord(AvroName name, IReadOnlyList<AvroName> aliases, string? doc, IReadOnlyDictionary<string, JsonElement>? properties)
        : base(AvroKind.Record, name, aliases, doc, properties)
    {
    }

    /// <summary>The fields in order.</summary>
    public IReadOnlyList<AvroField> Fields { get; private set; } = [];

    /// <summary>The field of a name, without regard to aliases.</summary>
    public bool TryFindField(string name, [NotNullWhen(true)] out AvroField? field) => _byName.TryGetValue(name, out field);

    // A field's type may be the record itself, so the record is there before its fields are.
    internal void Complete(IReadOnlyList<AvroField> fields)
    {
        Fields = fields;
        Height = 1 + (fields.Count == 0 ? 0 : fields.Max(field => field.Type.Height));
        _byName = fields.ToDictionary(field => field.Name, StringComparer.Ordinal);
    }
}
