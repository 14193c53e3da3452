using System.Text.Json;
using MeshStarter.ServiceDefaults.Files;

namespace MeshStarter.AppHost.Settings;

/// <summary>The result of the last import into a data folder, for starts without a source: <c>import.json</c>.</summary>
/// <param name="Folder">The source folder.</param>
/// <param name="Orders">Imported orders.</param>
/// <param name="RejectedRows">Rejected rows of all files.</param>
/// <param name="IsUnfinished">Whether the import began and its end was not recorded, because the mesh or a domain ended before. The numbers are 0 then.</param>
internal sealed record ImportNote(string Folder, long Orders, long RejectedRows, bool IsUnfinished = false)
{
    /// <summary>Creates the note of an import that begins.</summary>
    public static ImportNote Begun(string folder) => new(folder, Orders: 0, RejectedRows: 0, IsUnfinished: true);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Reads the note; null if none can be read. The note is informative only.</summary>
    public static ImportNote? Read(string dataFolder)
    {
        try
        {
            return JsonSerializer.Deserialize<ImportNote>(File.ReadAllText(FileIn(dataFolder)), Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the note; on failure a later start reports less.</summary>
    public void Write(string dataFolder)
    {
        try
        {
            OwnerFile.Replace(FileIn(dataFolder), JsonSerializer.SerializeToUtf8Bytes(this, Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"{FileIn(dataFolder)} cannot be written, so later starts will not report what was imported: {exception.Message}");
        }
    }

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "import.json");
}
