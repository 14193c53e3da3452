using System.Runtime.CompilerServices;
using System.Text.Json;
using MeshStarter.Platform.Iceberg.Json;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>Snapshots as they are written in metadata. None ever changes, and a table's next metadata has all that the last one had but a few.</summary>
internal static class WrittenSnapshots
{
    private static readonly ConditionalWeakTable<Snapshot, byte[]> Known = [];

    /// <summary>Writes a snapshot.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="writer">Writes it as <see cref="IcebergJson"/> does.</param>
    public static void Write(Snapshot snapshot, Utf8JsonWriter writer) =>
        writer.WriteRawValue(Known.GetValue(snapshot, static snapshot => IcebergJson.Write(snapshot.WriteTo).ToArray()), skipInputValidation: true);
}
