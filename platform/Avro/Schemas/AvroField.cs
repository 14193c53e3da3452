using System.Text.Json;

namespace MeshStarter.Platform.Avro.Schemas;

/// <summary>One field of a record.</summary>
public sealed class AvroField
{
    internal AvroField(string name, int position, AvroSchema type)
    {
        Name = name;
        Position = position;
        Type = type;
    }

    /// <summary>Its name, unique in the record.</summary>
    public string Name { get; }

    /// <summary>Its place in the record, from 0; values are written in this order.</summary>
    public int Position { get; }

    /// <summary>The type of its values.</summary>
    public AvroSchema Type { get; }

    /// <summary>The value that a reader takes where the writer had no such field; null when there is none. An element of kind Null is a default of null.</summary>
    public JsonElement? Default { get; internal init; }

    /// <summary>Other names under which data may have been written.</summary>
    public IReadOnlyList<string> Aliases { get; internal init; } = [];

    /// <summary>The description of the field; null when there is none.</summary>
    public string? Doc { get; internal init; }

    /// <summary>The order in which records sort by it: <c>ascending</c>, <c>descending</c> or <c>ignore</c>; null when not written, which is ascending.</summary>
    public string? Order { get; internal init; }

    /// <summary>The attributes that Avro does not know, such as <c>field-id</c>, as they were written and in their order.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties { get; internal init; } = AvroProperties.None;
}
