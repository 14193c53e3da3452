using System.Text.Json;

namespace MeshStarter.AppHost.Settings;

/// <summary>What the last import into a data folder brought, for starts that are given no source: <c>import.json</c>.</summary>
/// <param name="Folder">Where it came from.</param>
/// <param name="Orders">Orders taken over.</param>
/// <param name="RejectedRows">Rows of all files that were not taken over.</param>
/// <param name="IsUnfinished">Whether the import began and was not seen to end: the mesh, or a domain, ended before. The numbers are 0 then.</param>
internal sealed record ImportNote(string Folder, long Orders, long RejectedRows, bool IsUnfinished = false)
{
    /// <summary>The note of an import that begins.</summary>
    public static ImportNote Begun(string folder) => new(folder, Orders: 0, RejectedRows: 0, IsUnfinished: true);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>Reads it; null where there is none that can be read: it only informs.</summary>
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

    /// <summary>Keeps it; where that cannot be, a later start tells less.</summary>
    public void Write(string dataFolder)
    {
        try
        {
            DurableFile.Write(FileIn(dataFolder), JsonSerializer.SerializeToUtf8Bytes(this, Json));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Console.WriteLine($"{FileIn(dataFolder)} cannot be written, so later starts will not report what was imported: {exception.Message}");
        }
    }

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "import.json");
}
