using System.Text.Json;

namespace MeshStarter.AppHost.Settings;

/// <summary>What the last whole import into a data folder brought, for starts that import nothing: <c>import.json</c>.</summary>
/// <param name="Folder">Where it came from.</param>
/// <param name="Orders">Orders taken over.</param>
/// <param name="RejectedRows">Rows of all files that were not taken over.</param>
internal sealed record ImportNote(string Folder, long Orders, long RejectedRows)
{
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
            Console.WriteLine($"{FileIn(dataFolder)} cannot be written, so later starts will not tell what was imported: {exception.Message}");
        }
    }

    private static string FileIn(string dataFolder) => Path.Combine(dataFolder, "import.json");
}
