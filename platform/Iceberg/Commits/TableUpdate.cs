using System.Text.Json;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>One change of a table's metadata, by the words of the Iceberg REST specification. Its cases are the records of this folder; there are no others.</summary>
public abstract record TableUpdate
{
    private protected TableUpdate(string action) => Action = action;

    /// <summary>The change's name in the specification, such as <c>add-snapshot</c>.</summary>
    public string Action { get; }

    /// <summary>Writes the specification's JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("action", Action);
        WriteMembers(writer);
        writer.WriteEndObject();
    }

    internal abstract void ApplyTo(TableMetadataBuilder builder);

    private protected abstract void WriteMembers(Utf8JsonWriter writer);
}
