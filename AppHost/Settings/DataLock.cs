using System.Diagnostics;
using System.Globalization;
using MeshStarter.Cli.Control;

namespace MeshStarter.AppHost.Settings;

/// <summary>Locks a data folder for one mesh. The system releases the lock when the process ends, however it ends.</summary>
internal sealed class DataLock : IDisposable
{
    private readonly FileStream _held;

    private DataLock(FileStream held) => _held = held;

    /// <summary>Locks the folder.</summary>
    /// <exception cref="StartRefusedException">Another mesh holds the lock (the message names its process), or the folder cannot be written.</exception>
    public static DataLock Take(string folder)
    {
        var (file, holder) = (ControlAddress.LockIn(folder), ControlAddress.HolderIn(folder));
        FileStream? held = null;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataLock(held);
        }
        catch (IOException exception) when (held is null && StartRefusedException.IsLock(exception))
        {
            throw new StartRefusedException(
                $"Setting Mesh:Data: {folder} is in use by the mesh of process {Holder(holder)}. Stop that one, or give this one a folder of its own with --Mesh:Data=….", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw DataFolder.CannotBeWritten(file, exception);
        }
    }

    public void Dispose() => _held.Dispose();

    private static string Holder(string file)
    {
        var text = File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return "unknown";
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return $"{id} ({process.ProcessName})";
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
