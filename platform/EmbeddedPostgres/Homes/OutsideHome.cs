using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MeshStarter.EmbeddedPostgres.Homes;

/// <summary>
/// Remembers, in the data folder, that the server's folder is outside of it: <c>postgres-home.json</c>. The folder's name has a random
/// part that only this file knows, so a clone that was deleted and made again at the same path begins with empty data.
/// </summary>
/// <param name="Folder">The server's folder.</param>
/// <param name="DataFolder">The data folder that it belongs to.</param>
internal sealed record OutsideHome(string Folder, string DataFolder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The command by which a user removes it.</summary>
    public string RemoveCommand => $"rm -rf '{Folder}'";

    public static string FileIn(string dataFolder) => Path.Combine(dataFolder, "postgres-home.json");

    public static OutsideHome New(string outsideFolder, string dataFolder)
    {
        byte[] name = SHA256.HashData([.. Encoding.UTF8.GetBytes(dataFolder), .. RandomNumberGenerator.GetBytes(16)]);
        return new(Path.Combine(outsideFolder, Convert.ToHexStringLower(name)[..32]), dataFolder);
    }

    /// <summary>Reads the record of an earlier start; null when there is none.</summary>
    public static OutsideHome? Read(string dataFolder)
    {
        string file = FileIn(dataFolder);
        if (!File.Exists(file))
        {
            return null;
        }

        OutsideHome? read;
        try
        {
            read = JsonSerializer.Deserialize<OutsideHome>(File.ReadAllText(file), Json);
        }
        catch (JsonException)
        {
            read = null;
        }

        if (read is null || !Path.IsPathFullyQualified(read.Folder ?? ""))
        {
            throw new StartRefusedException($"{file} cannot be read. Fix: restore it, or delete it to begin with an empty database.");
        }

        return string.Equals(read.DataFolder, dataFolder, StringComparison.Ordinal)
            ? read
            : throw new StartRefusedException(
                $"{file} belongs to {read.DataFolder}: this clone was moved or copied, and its database is in {read.Folder}. "
                + $"Fix: if it was moved, put \"{dataFolder}\" into that file's data_folder; if it was copied, delete the file to begin with an empty database.");
    }

    /// <summary>Remembers it before anything is made there.</summary>
    public void Write()
    {
        string file = FileIn(DataFolder);
        File.WriteAllText(file + ".new", JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
