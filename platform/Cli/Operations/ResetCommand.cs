using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Control;

namespace MeshStarter.Cli.Operations;

/// <summary><c>mesh reset</c>: deletes the data folders of the mesh of this machine, so that its next start begins with nothing.</summary>
internal static class ResetCommand
{
    // The start writes one of them into a data folder, and into no other.
    private static readonly string[] Markers = ["imported", "simulated"];

    public static Command Create()
    {
        var data = DataFolders.Option();
        var yes = Confirmation.Option();
        var format = FormatOption.OfList("folders");
        var command = new Command("reset", "Delete all data of the mesh on this machine: rows, tables, grants, the audit trail, settings of ports; asks first") { data, yes, format };
        command.SetAction(async (result, cancellationToken) =>
        {
            var given = result.GetValue(data);
            var folders = DataFolders.Find(given).Where(folder => Directory.Exists(folder) && (given is not null || HasData(folder) || IsLocked(folder))).ToList();
            if (folders.Count == 0)
            {
                await Console.Error.WriteLineAsync("There is no data folder: the next start begins with nothing.");
                return CliExitCodes.Success;
            }

            await RequireAsync(folders, cancellationToken);
            await Confirmation.RequireAsync(result.GetValue(yes), $"Delete {string.Join(" and ", folders)} with all rows, grants and audit records?", cancellationToken);
            // One may have started during the question.
            await RequireAsync(folders, cancellationToken);
            foreach (var folder in folders)
            {
                var database = DatabaseElsewhere(folder);
                Delete(folder);
                await FormatOption.WriteAsync(result, format, new { Folder = folder, IsDeleted = true }, () => $"{folder} is deleted.");
                if (database is not null)
                {
                    await Console.Error.WriteLineAsync($"The database of {folder} is in a folder of its own, and the next start makes another. Delete it, too: rm -rf '{database}'");
                }
            }

            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task RequireAsync(List<string> folders, CancellationToken cancellationToken)
    {
        if (await ControlClient.RunningAsync(folders, cancellationToken) is [var running, ..])
        {
            throw new CliException(CliExitCodes.Failed, $"The mesh of {running} runs. Stop it with Ctrl+C, and call this again.");
        }

        if (folders.Find(IsLocked) is { } locked)
        {
            throw new CliException(CliExitCodes.Failed, $"The mesh of {locked} starts or stops. Call this again once its processes have ended.");
        }

        if (folders.Find(folder => !Markers.Any(marker => File.Exists(Path.Combine(folder, marker)))) is { } other)
        {
            throw new CliException(CliExitCodes.Usage, $"--data: {other} is no data folder of a mesh: it has neither of the files {string.Join(" and ", Markers)} that a start writes. Delete it yourself, or name another.");
        }
    }

    // A start that is refused leaves its lock alone.
    private static bool HasData(string folder) => Directory.EnumerateFileSystemEntries(folder).Any(entry => entry != ControlAddress.LockIn(folder) && entry != ControlAddress.HolderIn(folder));

    // The AppHost takes commands later than it takes the lock, and until it begins to stop. Where it was killed, its processes end after it.
    private static bool IsLocked(string folder) => IsHeld(ControlAddress.LockIn(folder)) || IsHeld(ControlAddress.ServerLockIn(folder));

    private static bool IsHeld(string file)
    {
        try
        {
            using var free = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException refused)
        {
            return refused is not FileNotFoundException;
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's folder, which is not deleted either.
            return false;
        }
    }

    // A mesh that root started has its server's folder outside of the data folder, which alone knows where.
    private static string? DatabaseElsewhere(string folder)
    {
        try
        {
            var home = Path.Combine(folder, "postgres-home.json");
            return File.Exists(home) ? JsonElement.Parse(File.ReadAllText(home)).GetProperty("folder").GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            // The deletion of a link leaves the folder that it leads to, which the next start is to have its data in.
            var named = Path.TrimEndingDirectorySeparator(folder);
            var linked = Directory.ResolveLinkTarget(named, returnFinalTarget: true)?.FullName;
            Directory.Delete(linked ?? named, recursive: true);
            if (linked is not null)
            {
                Directory.CreateDirectory(linked);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(CliExitCodes.Failed, $"{folder} was not deleted as a whole: {refused.Message} Delete the rest yourself before the next start.", refused);
        }
    }
}
