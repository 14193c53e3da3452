namespace MeshStarter.EndToEnd.Mesh;

/// <summary>A folder of a test's own that a database server of another user can pass through.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        Path = Directory.CreateTempSubdirectory("mesh-test-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    public string Path { get; }

    /// <summary>Writes a program of the shell, such as one in the place of another program.</summary>
    public async Task WriteProgramAsync(string name, string script)
    {
        var file = System.IO.Path.Combine(Path, name);
        await File.WriteAllTextAsync(file, script);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A file that the system still holds stays in the temporary folder, which the system clears.
        }
    }
}
