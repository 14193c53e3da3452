using System.Globalization;
using System.Text.Json;

namespace MeshStarter.EmbeddedPostgres.Homes;

/// <summary>Describes the content of the server's folder, in <c>layout.json</c>.</summary>
internal sealed record ServerLayout
{
    /// <summary>The layout that this code reads and writes: cluster/, binaries/, layout.json.</summary>
    public const int Current = 1;

    public required int LayoutVersion { get; init; }

    /// <summary>The PostgreSQL that made the data.</summary>
    public required int PostgresMajor { get; init; }

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>
    /// The PostgreSQL major of the data in this folder; null when there is no data yet. Refuses a layout that this code does not know.
    /// Reads only.
    /// </summary>
    public static int? MajorOfData(ServerHome home)
    {
        bool hasData = Directory.Exists(home.Cluster);
        if (File.Exists(home.Layout))
        {
            CheckVersion(home.Layout);
        }
        else if (hasData)
        {
            throw new StartRefusedException(
                $"{home.Layout} is missing alongside PostgreSQL's data, so its layout is unknown. Nothing was changed. Fix: put the file back, or move {home.Folder} away to begin with an empty database.");
        }

        // The data's own word: "15".
        string versionFile = Path.Combine(home.Cluster, "PG_VERSION");
        if (!hasData)
        {
            return null;
        }

        string text = File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            ? major
            : throw new StartRefusedException(
                $"{versionFile} does not name a PostgreSQL version. Nothing was changed. Fix: restore it from a backup, or move {home.Folder} away to begin with an empty database.");
    }

    private static void CheckVersion(string file)
    {
        int found;
        try
        {
            found = JsonSerializer.Deserialize<ServerLayout>(File.ReadAllText(file), Json)?.LayoutVersion ?? 0;
        }
        catch (JsonException damaged)
        {
            throw new StartRefusedException(
                $"{file} is not a layout file (line {damaged.LineNumber + 1}). Nothing was changed. Fix: restore it, or move its folder away to begin with an empty database.", damaged);
        }

        if (found > Current)
        {
            throw new StartRefusedException(
                $"{file} says layout {found}, and this MeshStarter knows layouts up to {Current}. Nothing was changed. "
                + "Fix: use the MeshStarter that wrote it or a newer one, or set Mesh:Data to another folder.");
        }

        if (found < 1)
        {
            throw new StartRefusedException(
                $"{file} says layout {found}, which never existed. Nothing was changed. Fix: restore it, or move its folder away to begin with an empty database.");
        }
    }
}
