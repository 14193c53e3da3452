using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;
using MeshStarter.Platform.Iceberg.Metadata;

namespace MeshStarter.Platform.Iceberg.Commits;

/// <summary>Gives a new table its UUID. A table that has one keeps it.</summary>
public sealed record AssignUuid(Guid Uuid) : TableUpdate("assign-uuid")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AssignUuid(Uuid);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("uuid", Uuid);
}

/// <summary>Lifts the table to a newer format.</summary>
public sealed record UpgradeFormatVersion(int FormatVersion) : TableUpdate("upgrade-format-version")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.UpgradeFormatVersion(FormatVersion);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteNumber("format-version", FormatVersion);
}

/// <summary>Says where new files of the table go; files that are there stay.</summary>
public sealed record SetLocation(string Location) : TableUpdate("set-location")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetLocation(Location);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("location", Location);
}

/// <summary>Sets properties of the table.</summary>
public sealed record SetProperties(IReadOnlyDictionary<string, string> Updates) : TableUpdate("set-properties")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.SetProperties(Updates);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMap(writer, "updates", Updates);
}

/// <summary>Takes properties off the table; one that is not there is no error.</summary>
public sealed record RemoveProperties(IReadOnlyList<string> Removals) : TableUpdate("remove-properties")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveProperties(Removals);

    private protected override void WriteMembers(Utf8JsonWriter writer) =>
        IcebergJson.WriteList(writer, "removals", Removals, static (name, json) => json.WriteStringValue(name));
}

/// <summary>Keeps a key of encrypted files (format 3).</summary>
public sealed record AddEncryptionKey(EncryptionKey Key) : TableUpdate("add-encryption-key")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.AddEncryptionKey(Key);

    private protected override void WriteMembers(Utf8JsonWriter writer) => IcebergJson.WriteMember(writer, "encryption-key", Key.WriteTo);
}

/// <summary>Drops a key of encrypted files (format 3).</summary>
public sealed record RemoveEncryptionKey(string KeyId) : TableUpdate("remove-encryption-key")
{
    internal override void ApplyTo(TableMetadataBuilder builder) => builder.RemoveEncryptionKey(KeyId);

    private protected override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("key-id", KeyId);
}
