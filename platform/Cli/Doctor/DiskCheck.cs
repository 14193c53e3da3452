using System.Globalization;
using MeshStarter.Cli.Control;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks that the disk of the mesh's data folder has room: its databases, files and audit journals are there, and without room for a decision's record nothing is permitted.</summary>
internal static class DiskCheck
{
    private const long MiB = 1024 * 1024;
    private const long Least = 1024 * MiB;

    /// <summary>Returns a diagnosis for each data folder that there is; for the disk that the first will be on where there is none.</summary>
    public static IReadOnlyList<Diagnosis> Find(string? data)
    {
        var folders = DataFolders.FindOrNone(data);
        var existing = folders.Where(Directory.Exists).ToList();
        return [.. (existing.Count > 0 ? existing : [.. folders.Take(1)]).Select(Of)];
    }

    private static Diagnosis Of(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        try
        {
            // Windows knows drives alone.
            var free = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(existing)! : existing).AvailableFreeSpace;
            var found = string.Create(CultureInfo.InvariantCulture, $"{free / MiB} MiB are free for {folder}");
            return free >= Least ? Diagnosis.Ok("disk", found) : Diagnosis.Missing("disk", found, string.Create(CultureInfo.InvariantCulture, $"make room on its disk: {Least / MiB} MiB at least; or have the data elsewhere: export Mesh__Data=<folder>"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Diagnosis.Note("disk", $"{folder}: {failure.Message}");
        }
    }
}
