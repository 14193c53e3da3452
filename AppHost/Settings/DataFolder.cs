using System.Text;
using MeshStarter.ServiceDefaults.Files;
using Microsoft.Extensions.Configuration;

namespace MeshStarter.AppHost.Settings;

/// <summary>
/// The folder of all state of a mesh. Imported and simulated data are never mixed: without <c>Mesh:Data</c> each has a folder of its
/// own. Once an imported mesh exists, it is the one that starts.
/// </summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Imported">Whether the mesh has imported data; the simulator is off then.</param>
internal sealed record DataFolder(string Path, bool Imported)
{
    private const string Home = ".mesh";
    private const string ImportedMarker = "imported";
    private const string SimulatedMarker = "simulated";
    private const string PlaceFile = "made-at";

    /// <summary>Gets the folder of the audit journal of a service.</summary>
    /// <param name="resource">The name of its resource.</param>
    public string AuditOf(string resource) => System.IO.Path.Combine(Path, "audit", resource);

    /// <summary>Gets the folder of the rules and grants that a service last knew.</summary>
    /// <param name="resource">The name of its resource.</param>
    public string PolicyOf(string resource) => System.IO.Path.Combine(Path, "policy", resource);

    /// <summary>Gets the folder of a service's copies of objects of a store.</summary>
    /// <param name="resource">The name of its resource.</param>
    public string CopiesOf(string resource) => System.IO.Path.Combine(Path, "copies", resource);

    /// <summary>Gets the folder of the logs.</summary>
    public string Logs => System.IO.Path.Combine(Path, "logs");

    /// <summary>Gets the file with the output of a resource.</summary>
    /// <param name="resource">Its name.</param>
    public string LogOf(string resource) => System.IO.Path.Combine(Logs, $"{resource}.log");

    /// <summary>Determines the folder, from the settings and the data of earlier starts.</summary>
    /// <exception cref="StartRefusedException">The folder has simulated data and a source is given.</exception>
    public static DataFolder Find(IConfiguration configuration, string repository, bool hasSource)
    {
        if (configuration["Mesh:Data"] is { Length: > 0 } given)
        {
            // With a slash at its end it is the same folder, after which the volumes of a run with containers are named.
            var folder = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(given, repository));
            var imported = hasSource || Holds(folder, ImportedMarker);
            if (hasSource && Holds(folder, SimulatedMarker))
            {
                throw new StartRefusedException(
                    $"Setting Mesh:Data: {folder} holds simulated data, which an import would mix with. Give another folder for the import, or leave Mesh:Data out: imports then have a folder of their own.");
            }

            return new DataFolder(folder, imported);
        }

        var standard = System.IO.Path.Combine(repository, Home, "imported");
        return hasSource || Holds(standard, ImportedMarker)
            ? new DataFolder(standard, Imported: true)
            : new DataFolder(System.IO.Path.Combine(repository, Home, "simulated"), Imported: false);
    }

    /// <summary>Creates the folder, with permissions that let a database server of another user reach its own part.</summary>
    /// <exception cref="StartRefusedException">The folder cannot be created or written.</exception>
    public void Create(string repository)
    {
        if (File.Exists(Path))
        {
            throw new StartRefusedException($"Setting Mesh:Data: {Path} is a file. Give a folder; one that is not there yet is made.");
        }

        try
        {
            if (!Directory.Exists(Path))
            {
                MakePassable(System.IO.Path.Combine(repository, Home), inside: Path);
                MakePassable(Path, inside: Path);
            }

            var probe = System.IO.Path.Combine(Path, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(Path, exception);
        }
    }

    /// <summary>Requires that the folder is where its buckets were made: the metadata of their tables holds absolute paths.</summary>
    /// <exception cref="StartRefusedException">The folder was moved, or is a copy.</exception>
    public void RequirePlace(string buckets)
    {
        if (PlaceOf(buckets) is { } made && !TablePlace.IsSame(made, buckets))
        {
            var place = System.IO.Path.GetDirectoryName(made);
            throw new StartRefusedException($"Setting Mesh:Data: the data in {Path} was made at {place}, and its tables name their files there. Move it back, or start with --Mesh:Data={place}.");
        }
    }

    /// <summary>
    /// Records the origin and the place of the folder's data for later starts, and creates the folder of buckets if the mesh has one. Called last,
    /// so that a refused start records nothing.
    /// </summary>
    /// <exception cref="StartRefusedException">The folder cannot be written.</exception>
    public void Claim(string? buckets)
    {
        try
        {
            if (buckets is not null)
            {
                OwnerFolder.Make(buckets);
            }

            // Of an earlier release there is none.
            if (buckets is not null && !Holds(Path, PlaceFile))
            {
                OwnerFile.Replace(System.IO.Path.Combine(Path, PlaceFile), Encoding.UTF8.GetBytes($"{buckets}\n"));
            }

            var marker = Imported ? ImportedMarker : SimulatedMarker;
            if (!Holds(Path, marker))
            {
                OwnerFile.Replace(
                    System.IO.Path.Combine(Path, marker),
                    Imported ? "This mesh lives on imported data; its simulator stays off.\n"u8 : "This mesh lives on simulated data; nothing is imported into it.\n"u8);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotBeWritten(Path, exception);
        }
    }

    // Of the buckets. A folder of an earlier release has no file with it, and tables that name it.
    private string? PlaceOf(string buckets)
    {
        var file = System.IO.Path.Combine(Path, PlaceFile);
        return File.Exists(file) ? File.ReadAllText(file).TrimEnd('\n') : TablePlace.Of(buckets);
    }

    /// <summary>Creates the exception for a data folder, or a file in it, that cannot be written.</summary>
    public static StartRefusedException CannotBeWritten(string path, Exception reason) => new(
        $"Setting Mesh:Data: {path} cannot be written: {reason.Message.TrimEnd('.')}. Make room on its disk or give yourself the right to write it, or set another folder with --Mesh:Data=….", reason);

    // All users may traverse the folder, only its owner may list it; its content has permissions of its own.
    private static void MakePassable(string folder, string inside)
    {
        if (Directory.Exists(folder) || !(inside + System.IO.Path.DirectorySeparatorChar).StartsWith(folder + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(folder, passable);
        File.SetUnixFileMode(folder, passable);
    }

    private static bool Holds(string folder, string marker) => File.Exists(System.IO.Path.Combine(folder, marker));
}
